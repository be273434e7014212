"""Diagrams on their way into the house: checked, linked to what they call, and kept as versions.

The folder `processes/` is loaded at every start; what has not changed makes no new version.
"""

from typing import TYPE_CHECKING

from app.offering import offered

if TYPE_CHECKING:
    from app.designs.centre import load_centre
    from app.designs.comparing import Difference
    from app.designs.deploying import Deployment, House, approve, deploy
    from app.designs.differences import between, to_draft
    from app.designs.examining import Examination, examine, prove
    from app.designs.files import File, Process, processes
    from app.designs.folder import Loaded, load_folder
    from app.designs.heating import MONTHS, StepHeat, heat
    from app.designs.holding import files_of as held_files
    from app.designs.holding import one as held_deployment
    from app.designs.holding import reject
    from app.designs.holding import waiting as held_deployments
    from app.designs.layout import drawn
    from app.designs.publishing import ledger, proof, verify_ledgers
    from app.designs.templates import MODES, element_templates
    from app.designs.versioning import Version, cancel, definition, definitions, source, versions
else:
    # who only checks a file needs no database
    __getattr__ = offered(
        __name__,
        {
            "load_centre": "centre",
            "Difference": "comparing",
            "Deployment": "deploying",
            "House": "deploying",
            "approve": "deploying",
            "deploy": "deploying",
            "between": "differences",
            "to_draft": "differences",
            "Examination": "examining",
            "examine": "examining",
            "prove": "examining",
            "File": "files",
            "Process": "files",
            "processes": "files",
            "Loaded": "folder",
            "load_folder": "folder",
            "MONTHS": "heating",
            "StepHeat": "heating",
            "heat": "heating",
            "held_deployment": "holding:one",
            "held_files": "holding:files_of",
            "reject": "holding",
            "held_deployments": "holding:waiting",
            "drawn": "layout",
            "ledger": "publishing",
            "proof": "publishing",
            "verify_ledgers": "publishing",
            "MODES": "templates",
            "element_templates": "templates",
            "Version": "versioning",
            "cancel": "versioning",
            "definition": "versioning",
            "definitions": "versioning",
            "source": "versioning",
            "versions": "versioning",
        },
    )

__all__ = [
    "MODES",
    "MONTHS",
    "Deployment",
    "Difference",
    "Examination",
    "File",
    "House",
    "Loaded",
    "Process",
    "StepHeat",
    "Version",
    "approve",
    "between",
    "cancel",
    "definition",
    "definitions",
    "deploy",
    "drawn",
    "element_templates",
    "examine",
    "heat",
    "held_deployment",
    "held_deployments",
    "held_files",
    "ledger",
    "load_centre",
    "load_folder",
    "processes",
    "proof",
    "prove",
    "reject",
    "source",
    "to_draft",
    "verify_ledgers",
    "versions",
]
