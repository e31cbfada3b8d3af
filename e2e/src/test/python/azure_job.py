"""A job through Azure's own SDK, as the README shows it: submitted, followed, downloaded. Arguments: code, target."""

import os
import sys

from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

code, target = sys.argv[1:]
ml = MLClient(
    DefaultAzureCredential(),
    os.environ["AZURE_SUBSCRIPTION_ID"],
    os.environ["AZURE_RESOURCE_GROUP"],
    os.environ["AZURE_ML_WORKSPACE"],
)
job = ml.jobs.create_or_update(
    command(
        code=code,
        command="python3 hello.py",
        environment=Environment(image=os.environ["MOORING_IMAGE_PYTORCH"]),
        compute=os.environ["AZURE_ML_COMPUTE"],
        experiment_name="hello",
    )
)
ml.jobs.stream(job.name)
ml.jobs.download(job.name, download_path=target, all=True)
assert ml.jobs.get(job.name).status == "Completed"
assert job.name in [found.name for found in ml.jobs.list()]
print("name", job.name)
