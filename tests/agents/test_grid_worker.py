import pytest

from sim.agents.grid_worker import GridWorker
from sim.model import CommunityModel
from sim.scenario import load_scenario


@pytest.mark.parametrize("recording", [0.2, 0.5])
@pytest.mark.parametrize("platform", [0.0, 0.7])
def test_records_get_no_more_than_what_visits_leave(recording: float, platform: float) -> None:
    shares = {"parameters.grid_share_visiting": 0.6, "parameters.grid_share_recording": recording}
    model = CommunityModel(load_scenario("example", shares))
    worker = GridWorker(model, place=0, grid=0, grid_key=0, number=0)
    plan = worker.split_hours(160.0, 0.75, 0.3, platform)
    assert min(plan) >= 0
    assert plan.total == pytest.approx(120.0)
    assert plan.visiting + plan.patrolling == pytest.approx(72.0)
    assert plan.recording == pytest.approx(120.0 * min(recording, 0.4) * (1 - 0.5 * platform))
