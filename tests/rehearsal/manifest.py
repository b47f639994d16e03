"""What the deployment says of its pods: how they are asked, drained and ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from ruamel.yaml import YAML

FILE = Path(__file__).parents[2] / "deploy/kubernetes/base/deployment.yaml"


@dataclass(frozen=True, slots=True)
class Probe:
    """How a pod is asked for something, in seconds, and how many failures in a row count."""

    path: str
    initial_delay: float
    timeout: float
    period: float
    failures: int

    @property
    def longest(self) -> float:
        """Seconds from the moment in which a pod hangs until that is known, at the most."""
        apart = max(self.period, self.timeout)
        return self.period + apart * (self.failures - 1) + self.timeout

    def __str__(self) -> str:
        """The figures, in the seed's order."""
        return f"{self.initial_delay:g}/{self.timeout:g}/{self.period:g}/{self.failures}"

    def faster(self, times: float) -> Self:
        """The same, and sooner; what answers slowly has as much time as ever."""
        return replace(self, period=self.period / times)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The figures of a deployment.

    Args:
        replicas: How many pods there are.
        ready: Decides who gets traffic.
        live: Finds a pod that hangs.
        drain: Seconds of its preStop, in which a pod serves on while everybody learns that it leaves.
        grace: Seconds that a pod has for its preStop and for ending itself.
        hung_grace: The same of one that was found hanging.
    """

    replicas: int
    ready: Probe
    live: Probe
    drain: float
    grace: float
    hung_grace: float

    @classmethod
    def read(cls) -> Self:
        """What is deployed."""
        deployment = YAML(typ="safe", pure=True).load(FILE)["spec"]
        pod = deployment["template"]["spec"]
        (container,) = pod["containers"]
        grace = pod["terminationGracePeriodSeconds"]
        live = container["livenessProbe"]
        return cls(
            replicas=deployment["replicas"],
            ready=_probe(container["readinessProbe"]),
            live=_probe(live),
            drain=container["lifecycle"]["preStop"]["sleep"]["seconds"],
            grace=grace,
            hung_grace=live.get("terminationGracePeriodSeconds", grace),
        )

    def begun_after(self, ready: float, live: float) -> Self:
        """The same with other initial delays of its probes, in seconds.

        Liveness must not begin before the slowest pod has come up.
        """
        return replace(
            self,
            ready=replace(self.ready, initial_delay=ready),
            live=replace(self.live, initial_delay=live),
        )

    def faster(self, times: float) -> Self:
        """The same with shorter pauses, for a rehearsal that must be short."""
        return replace(
            self,
            ready=self.ready.faster(times),
            live=self.live.faster(times),
            drain=self.drain / times,
            grace=self.grace / times,
            hung_grace=self.hung_grace / times,
        )


def _probe(it: dict[str, Any]) -> Probe:
    return Probe(
        it["httpGet"]["path"],
        it["initialDelaySeconds"],
        it["timeoutSeconds"],
        it["periodSeconds"],
        it["failureThreshold"],
    )
