"""The files of the deployment say what the program and the seed say, and the field's own tools take them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.apart import AWAY
from bot.command_bus import outcome_of
from bot.events.consumers import CONSUMERS, consumers_named
from bot.events.kafka.bus import BROKER_AWAY
from bot.http.health import DEGRADED, USELESS
from bot.http.lookout import Lookout
from bot.http.metrics import Metrics
from bot.measures import Measures
from bot.persistence.queues.unpublished import PUBLISHER
from bot.persistence.queues.waiting import Queues
from bot.settings import Settings
from bot.telegram.incoming.processing import HANDLED
from bot.telegram.link import LinkState
from domain.shared.errors import DatabaseUnavailable, NotFound

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy/kubernetes"
OBJECTS = sorted(it for it in KUBERNETES.rglob("*.yaml") if it.name != "kustomization.yaml")
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ALERTS = ROOT / "deploy/prometheus/alerts.yml"
# Beside the interpreter, wherever the environment lies.
TOOLS = Path(sys.executable).parent
# A resource of the seed's gateway, and which deployment of ours answers it.
SEED_PORTS = {"order": 8081, "pay": 8082, "store": 8083, "customer": 8084, "delivery": 8085}


def run(tool: str, *arguments: str | Path) -> None:
    """Run a tool of the field, which must find nothing to complain of."""
    found = shutil.which(tool, path=f"{TOOLS}:{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"needs {tool}")
    done = subprocess.run(
        [found, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def loaded(path: Path) -> list[dict[str, Any]]:
    return [it for it in YAML(typ="safe").load_all(path.read_text("utf-8")) if it]


def objects(kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in OBJECTS:
        for it in loaded(path):
            if it["kind"] == kind:
                yield path, it


def pod(deployment: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return found


DEPLOYMENTS = {
    f"{path.parent.name}/{it['metadata']['name']}": it for path, it in objects("Deployment")
}
# Some of them begin slowly on a machine with more to do.
pytestmark = pytest.mark.timeout(120)
EVERY_DEPLOYMENT = pytest.mark.parametrize("name", sorted(DEPLOYMENTS))


@pytest.mark.parametrize("path", OBJECTS, ids=lambda it: str(it.relative_to(KUBERNETES)))
def test_validate_object_of_the_cluster_finds_nothing(path: Path) -> None:
    run("kubernetes-validate", "--strict", "--quiet", path)


def test_lint_the_images_recipe_finds_nothing() -> None:
    run("hadolint", "Dockerfile")


def test_validate_compose_file_finds_nothing() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")


def test_validate_workflows_finds_nothing() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


def test_audit_workflows_finds_nothing() -> None:
    run("zizmor", "--offline", "--quiet", *WORKFLOWS)


def test_lint_workflows_finds_nothing() -> None:
    run("actionlint", *WORKFLOWS)


def test_check_alert_rules_finds_nothing() -> None:
    run("promtool", "check", "rules", ALERTS)


def test_alert_rules_fire_when_they_should_and_not_before() -> None:
    run("promtool", "test", "rules", ALERTS.with_name("alerts_test.yml"))


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [
        it
        for path in WORKFLOWS
        for it in re.findall(r"uses: (\S+)", path.read_text("utf-8"))
        if not it.startswith("./")
    ]
    assert used
    assert [it for it in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", it)] == []


def test_every_kustomization_names_its_whole_folder() -> None:
    for path in KUBERNETES.rglob("kustomization.yaml"):
        (it,) = loaded(path)
        files = {other.name for other in path.parent.glob("*.yaml")} - {path.name}
        assert {name for name in it["resources"] if name.endswith(".yaml")} == files
        for name in it["resources"]:
            assert (path.parent / name).exists(), f"{path}: {name}"


@EVERY_DEPLOYMENT
def test_probes_have_the_seeds_figures(name: str) -> None:
    (container,) = pod(DEPLOYMENTS[name])["containers"]
    for probe, path, figures in (
        ("readinessProbe", "/health/ready", (10, 2, 5, 10)),
        ("livenessProbe", "/health/live", (120, 2, 5, 5)),
    ):
        it = container[probe]
        names = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold")
        assert tuple(it[one] for one in names) == figures
        assert it["httpGet"] == {"path": path, "port": "http"}


@EVERY_DEPLOYMENT
def test_pod_drains_before_it_is_told_to_end_and_has_time_for_both(name: str) -> None:
    spec = pod(DEPLOYMENTS[name])
    (container,) = spec["containers"]
    drains = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    readiness = container["readinessProbe"]
    assert drains >= readiness["periodSeconds"] + readiness["timeoutSeconds"]
    assert spec["terminationGracePeriodSeconds"] >= drains + 30


@EVERY_DEPLOYMENT
def test_pod_is_nobody_who_can_change_anything(name: str) -> None:
    spec = pod(DEPLOYMENTS[name])
    (container,) = spec["containers"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    user = re.search(r"^USER (\d+):(\d+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert user
    assert int(user[1]) == spec["securityContext"]["runAsUser"] > 0


@EVERY_DEPLOYMENT
def test_deployment_rolls_without_an_unavailable_pod_and_a_file_is_never_shared(name: str) -> None:
    spec = DEPLOYMENTS[name]["spec"]
    claims = [it for it in pod(DEPLOYMENTS[name])["volumes"] if "persistentVolumeClaim" in it]
    if claims:
        assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    else:
        assert spec["replicas"] >= 2
        assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}


def test_every_deployment_that_rolls_has_a_disruption_budget_below_its_size() -> None:
    budgets = {
        f"{path.parent.name}/{it['metadata']['name']}": it["spec"]
        for path, it in objects("PodDisruptionBudget")
    }
    rolling = {name for name, it in DEPLOYMENTS.items() if it["spec"]["replicas"] > 1}
    assert budgets.keys() == rolling
    for name, budget in budgets.items():
        assert budget["selector"] == DEPLOYMENTS[name]["spec"]["selector"]
        assert 1 <= budget["minAvailable"] < DEPLOYMENTS[name]["spec"]["replicas"]


def test_every_service_finds_its_pods_and_their_ports() -> None:
    for path, service in objects("Service"):
        deployment = DEPLOYMENTS[f"{path.parent.name}/{service['metadata']['name']}"]
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert service["spec"]["selector"].items() <= labels.items()
        (container,) = pod(deployment)["containers"]
        ports = {it["name"]: it["containerPort"] for it in container["ports"]}
        for port in service["spec"]["ports"]:
            assert ports[port["targetPort"]] == port["port"]


def test_deployments_of_the_contexts_are_the_one_of_all_but_for_names_contexts_and_ports() -> None:
    plain = (KUBERNETES / "base/deployment.yaml").read_text("utf-8")
    for name in ("gateway", *SEED_PORTS):
        text = (KUBERNETES / f"overlays/contexts/{name}.yaml").read_text("utf-8")
        text = re.sub(r"args: \[run, --contexts, \"[\w,]+\"\]", "args: [run]", text)
        text = re.sub(
            r"          env:\n            - name: SERVICE_PORT\n +value: \"\d+\"\n", "", text
        )
        text = text.replace("            - configMapRef:\n                name: azer-routes\n", "")
        text = re.sub(rf"(name|component): {name}\n", r"\1: azer\n", text)
        port = "8088" if name == "gateway" else str(SEED_PORTS[name])
        # The one port that is called gateway has the name of that deployment, too.
        text = text.replace(port, "8088").partition("---\n")[0]
        assert text.replace("- name: azer\n              containerPort: 8088", "- name: gateway\n              containerPort: 8088") == plain  # fmt: skip


def test_deployments_of_the_contexts_handle_every_event_and_serve_where_the_gateway_asks() -> None:
    handled: list[str] = []
    for name, port in SEED_PORTS.items():
        (container,) = pod(DEPLOYMENTS[f"contexts/{name}"])["containers"]
        handled += consumers_named(container["args"][-1])
        assert container["env"] == [{"name": "SERVICE_PORT", "value": str(port)}]
        assert port in [it["containerPort"] for it in container["ports"]]
    assert sorted(handled) == sorted(CONSUMERS)
    # The gateway is one of all contexts.
    assert pod(DEPLOYMENTS["contexts/gateway"])["containers"][0]["args"] == ["run"]


def test_gateway_forwards_each_resource_of_the_seed_to_its_context() -> None:
    (routes,) = [
        it["data"]["GATEWAY_ROUTES"]
        for _, it in objects("ConfigMap")
        if "GATEWAY_ROUTES" in it["data"]
    ]
    assert dict(it.split("=") for it in routes.split()) == {
        "orders": "http://order:8081",
        "pays": "http://pay:8082",
        "stores": "http://store:8083",
        "customers": "http://customer:8084",
        "myPages": "http://customer:8084",
        "deliveries": "http://delivery:8085",
    }


def test_no_secret_lies_in_the_files_of_the_cluster() -> None:
    assert list(objects("Secret")) == []
    secrets = {
        name.upper()
        for name, it in Settings.model_fields.items()
        if "Secret" in str(it.annotation)
    }
    assert "BOT_TOKEN" in secrets
    for path, it in objects("ConfigMap"):
        assert not secrets & it["data"].keys(), path


def test_images_of_compose_are_the_versions_that_are_tested() -> None:
    (compose,) = loaded(ROOT / "compose.yaml")
    pom = (ROOT / "deploy/engines/kafka-pom.xml").read_text("utf-8")
    tested = re.search(r"<kafka.version>(.+)</kafka.version>", pom)
    assert tested
    assert compose["services"]["broker"]["image"] == f"apache/kafka:{tested[1]}"


class _Somewhere:
    """A carrier of events, and a process, of which everything is told."""

    status, degraded = "ready", ("broker_away",)

    def lag(self) -> dict[str, int]:
        return dict.fromkeys(CONSUMERS, 1)

    unreadable = lag

    async def look(self) -> None:
        """Nothing more is to be seen."""


def shown() -> dict[str, list[dict[str, str]]]:
    """Every figure of ``/metrics``, by its name: the labels of its series."""
    measures, lookout = Measures(), Lookout(None)  # type: ignore[arg-type]
    ages = dict.fromkeys((*CONSUMERS, PUBLISHER), 1.0)
    lookout.queues = Queues(dict.fromkeys(ages, 1), 1, 1, 1, 1, 1, ages, 1.0, 1.0, 1.0)
    metrics = Metrics(
        lookout, lambda: 0, ["stripe"], [_Somewhere()], measures=measures, watched=_Somewhere()
    )
    for outcome in (None, NotFound("order", ""), DatabaseUnavailable(), RuntimeError()):
        measures.command("PlaceOrder", outcome_of(outcome), 1)
    measures.update("message", HANDLED, 1)
    measures.event("store", "OrderPaid", "handled", 1)
    measures.message("reply", "sent", 1)
    found: dict[str, list[dict[str, str]]] = {}
    for family in metrics.registry.collect():
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def test_every_figure_of_an_alert_is_one_that_metrics_shows() -> None:
    figures = shown()
    for group in loaded(ALERTS)[0]["groups"]:
        for rule in group["rules"]:
            used = set(re.findall(r"\b(?:azer|process)_\w+", rule["expr"]))
            assert used <= figures.keys(), rule["alert"]


def test_every_label_of_an_alert_is_one_that_its_figures_have() -> None:
    figures = shown()
    for group in loaded(ALERTS)[0]["groups"]:
        for rule in group["rules"]:
            used = set(re.findall(r"\bazer_\w+", rule["expr"]))
            labels = {name for it in used for series in figures[it] for name in series}
            kept = re.findall(r"\bby \(([^)]*)\)", rule["expr"])
            told = re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values()))
            wanted = {it.strip() for names in kept for it in names.split(",")} | set(told)
            assert wanted <= labels | {"job", "instance"}, rule["alert"]
            for figure, name, value in re.findall(r'\b(azer_\w+)\{(\w+)="(\w+)"', rule["expr"]):
                assert value in {it[name] for it in figures[figure]}, rule["alert"]


def test_tests_of_the_alerts_use_figures_that_metrics_shows() -> None:
    figures = shown()
    (tests,) = loaded(ALERTS.with_name("alerts_test.yml"))
    for test in tests["tests"]:
        for given_series in test["input_series"]:
            name, _, labels = given_series["series"].partition("{")
            if name.startswith("azer_"):
                given = dict(re.findall(r'(\w+)="([^"]*)"', labels))
                assert any(given.keys() <= {*it, "instance"} for it in figures[name]), name


def test_every_word_of_readiness_is_explained() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    section = page.partition("## What a process says of itself")[2].partition("\n## ")[0]
    rows = {
        word
        for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
        for word in re.findall(r"`(\w+)`", row)
    }
    assert rows - {"status", "degraded"} == {*DEGRADED, *USELESS}
    assert {BROKER_AWAY, AWAY, LinkState.CONFLICT, LinkState.WEBHOOK_REFUSED} <= {*DEGRADED}
    assert LinkState.UNAUTHORIZED in USELESS


def test_every_alert_says_what_to_do_and_has_its_place_in_the_runbook() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    names = set()
    for group in loaded(ALERTS)[0]["groups"]:
        for rule in group["rules"]:
            names.add(rule["alert"])
            assert rule["annotations"]["summary"]
            assert rule["annotations"]["runbook"]
            assert rule["labels"]["severity"] in {"page", "ticket"}
    assert set(re.findall(r"^\| `(Azer\w+)`", page, re.MULTILINE)) == names
