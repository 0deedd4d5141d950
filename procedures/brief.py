"""What lists and the search index need of a sheet, so that they never read whole documents. Derived; pure.

The keys are those of `brief()`'s result; texts are as shown, not folded. Empty values are left out.
"""

from dataclasses import asdict

from procedures.answers import answers
from procedures.sheet import Sheet

BODY = 1_500  # characters of running text that search reads


def brief(sheet: Sheet) -> dict:
    """{plain_name, domain, levels, audiences, channels, agencies, keywords, results, papers, time, fee, ways, body,
    named_only}"""
    agencies = (sheet.executing_agency, sheet.competent_agency, sheet.authorised_agency, sheet.coordinating_agencies)
    shown = asdict(answers(sheet))
    shown["ways"] = shown.pop("channels")
    values = {
        "plain_name": sheet.plain_name,
        "domain": sheet.domain,
        "levels": sheet.levels,
        "audiences": sheet.audiences,
        "channels": sorted({method.channel for method in sheet.methods or ()}),
        "agencies": list(dict.fromkeys(name for name in agencies if name)),
        "keywords": sheet.keywords,
        "results": [result.name for result in sheet.results or ()],
        **shown,
        "body": _body(sheet),
        "named_only": sheet.named_only,
    }
    return {key: value for key, value in values.items() if value}


def _body(sheet):
    parts = [sheet.summary, *(case.heading for case in sheet.cases or ()), *(p.name for p in sheet.papers)]
    parts += [sheet.requirements, *(step.text for step in sheet.steps or ())]
    text = ""
    for part in parts:
        if part:
            text += part[: BODY - len(text)] + "\n"
        if len(text) >= BODY:
            break
    return text.strip()
