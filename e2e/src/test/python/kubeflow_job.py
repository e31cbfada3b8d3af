"""A manifest through Kubeflow's own client: created, found, waited for, read and deleted. Arguments: namespace, manifest."""

import json
import sys

from kubeflow.training import TrainingClient, models
from kubeflow.training.utils import utils

namespace, file = sys.argv[1:]
with open(file) as opened:
    manifest = json.load(opened)
# The client's models demand it, though the API has a default for it.
manifest["spec"].setdefault("runPolicy", {})
name, kind = manifest["metadata"]["name"], manifest["kind"]

training = TrainingClient(namespace=namespace, job_kind=kind)
job = training.api_client.deserialize(utils.FakeResponse(manifest), getattr(models, "KubeflowOrgV1" + kind))
training.create_job(job, namespace=namespace)
assert name in [found.metadata.name for found in training.list_jobs(namespace=namespace)]
ended = training.wait_for_job_conditions(name, namespace=namespace, wait_timeout=240, polling_interval=1)
assert training.is_job_succeeded(name, namespace=namespace)
assert [each.type for each in ended.status.conditions if each.status == "True"][-1] == "Succeeded"
pods = training.get_job_pod_names(name, namespace=namespace)
logs, _ = training.get_job_logs(name, namespace=namespace, is_master=True)
training.delete_job(name, namespace=namespace)
print("pods", len(pods))
print("logs", json.dumps(logs))
