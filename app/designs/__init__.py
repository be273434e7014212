"""Diagrams on their way into the house: checked, linked to what they call, and kept as versions.

The folder `processes/` is loaded at every start; what has not changed makes no new version.
"""

from app.designs.centre import load_centre
from app.designs.deploying import Deployment, File, House, definition, definitions, deploy, source, versions
from app.designs.examining import Examination, examine, prove
from app.designs.folder import Loaded, load_folder
from app.designs.heating import MONTHS, StepHeat, heat, running_cases
from app.designs.templates import MODES, element_templates

__all__ = [
    "MODES",
    "MONTHS",
    "Deployment",
    "Examination",
    "File",
    "House",
    "Loaded",
    "StepHeat",
    "definition",
    "definitions",
    "deploy",
    "element_templates",
    "examine",
    "heat",
    "load_centre",
    "load_folder",
    "prove",
    "running_cases",
    "source",
    "versions",
]
