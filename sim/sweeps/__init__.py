"""Many runs: experiments, their plans, the store of their results, and what fills it."""
