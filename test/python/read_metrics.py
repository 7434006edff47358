"""Reads texts in Prometheus' text format with its own client; answers the samples of each."""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families


def read(text):
    return [
        {"name": sample.name, "labels": sample.labels, "value": sample.value, "type": family.type, "help": family.documentation}
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
