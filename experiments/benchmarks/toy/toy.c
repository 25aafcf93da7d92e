/* The toy month in C: block by block, a pass over the ties, one of draws, then a dense one.
   Draws are Philox4x64-10 (Salmon et al. 2011), lane 0 of counter (row, month, 0, 0). */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define BLOCK 512
#define M0 0xD2E7470EE14C6C93ULL
#define M1 0xCA5A826395121157ULL
#define W0 0x9E3779B97F4A7C15ULL
#define W1 0xBB67AE8584CAA73BULL

typedef struct {
    double base, w_heard, w_efficacy, w_habit, habit_rate, averaging, gain, returning;
} Rules;

/* Upper word of a product, from halves that vector units can multiply. */
static inline uint64_t upper(uint64_t left, uint64_t right)
{
    uint64_t low = left & 0xFFFFFFFFULL, high = left >> 32;
    uint64_t right_low = right & 0xFFFFFFFFULL, right_high = right >> 32;
    uint64_t carried = high * right_low + ((low * right_low) >> 32);
    uint64_t middle = low * right_high + (carried & 0xFFFFFFFFULL);
    return high * right_high + (carried >> 32) + (middle >> 32);
}

static void draw(uint64_t key_0, uint64_t key_1, uint64_t first, uint64_t month,
                 double *restrict u)
{
    for (int k = 0; k < BLOCK; k++) {
        uint64_t c0 = first + k, c1 = month, c2 = 0, c3 = 0, k0 = key_0, k1 = key_1;
#pragma GCC unroll 10
        for (int round = 0; round < 10; round++) {
            uint64_t high_0 = upper(M0, c0), low_0 = M0 * c0;
            uint64_t high_1 = upper(M1, c2), low_1 = M1 * c2;
            c0 = high_1 ^ c1 ^ k0;
            c1 = low_1;
            c2 = high_0 ^ c3 ^ k1;
            c3 = low_0;
            k0 += W0;
            k1 += W1;
        }
        u[k] = (double)(int64_t)(c0 >> 11) * 0x1p-53;
    }
}

static inline double exponential(double x)
{
    x = x > 700.0 ? 700.0 : x;
    x = x < -700.0 ? -700.0 : x;
    double k = (x * 1.4426950408889634 + 6755399441055744.0) - 6755399441055744.0;
    double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    double r2 = r * r, r4 = r2 * r2;
    double low = (0.5 + r * 0.16666666666666666)
               + r2 * (0.041666666666666664 + r * 0.008333333333333333);
    double middle = (0.001388888888888889 + r * 0.0001984126984126984)
                  + r2 * (2.48015873015873e-05 + r * 2.7557319223985893e-06);
    double high = (2.755731922398589e-07 + r * 2.505210838544172e-08)
                + r2 * (2.08767569878681e-09 + r * 1.6059043836821613e-10);
    double s = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)));
    int64_t bits = ((int64_t)k + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return s * power;
}

static void live(int count, const Rules *rules, const double *restrict heard,
                 const double *restrict u, const double *restrict trust,
                 double *restrict efficacy, double *restrict habit, double *restrict after,
                 uint8_t *restrict took)
{
    Rules r = *rules;
    for (int k = 0; k < count; k++) {
        double log_odds = r.base + r.w_heard * (heard[k] - 0.5)
                        + (r.w_efficacy * (efficacy[k] - 0.5) + r.w_habit * (habit[k] - 0.5));
        double part = u[k] < 1.0 / (1.0 + exponential(-log_odds)) ? 1.0 : 0.0;
        took[k] = part != 0.0;
        habit[k] += r.habit_rate * (part - habit[k]);
        after[k] = trust[k] + r.averaging * (heard[k] - trust[k]);
        efficacy[k] += r.gain * part * (1.0 - efficacy[k]) - r.returning * (efficacy[k] - 0.5);
    }
}

void toy_month(int64_t residents, const uint32_t *restrict start,
               const uint32_t *restrict neighbour, const double *restrict trust,
               double *restrict efficacy, double *restrict habit, double *restrict after,
               uint8_t *restrict took, uint64_t key_0, uint64_t key_1, uint64_t month,
               const Rules *rules)
{
    double heard[BLOCK], u[BLOCK];
    for (int64_t first = 0; first < residents; first += BLOCK) {
        int count = residents - first < BLOCK ? (int)(residents - first) : BLOCK;
        for (int k = 0; k < count; k++) {
            double total = 0.0;
            uint32_t begin = start[first + k], end = start[first + k + 1];
            for (uint32_t place = begin; place < end; place++)
                total += trust[neighbour[place]];
            heard[k] = end > begin ? total / (end - begin) : trust[first + k];
        }
        draw(key_0, key_1, (uint64_t)first, month, u);
        live(count, rules, heard, u, trust + first, efficacy + first, habit + first,
             after + first, took + first);
    }
}
