"""Diagrams on their way into the house: checked, linked to what they call, and kept as versions.

The folder `processes/` is loaded at every start; what has not changed makes no new version.
"""

from app.designs.centre import load_centre
from app.designs.comparing import Difference
from app.designs.deploying import Deployment, File, House, deploy
from app.designs.differences import between, to_draft
from app.designs.folder import Loaded, load_folder
from app.designs.versioning import Version, cancel, definition, definitions, source, versions

__all__ = [
    "Deployment",
    "Difference",
    "File",
    "House",
    "Loaded",
    "Version",
    "between",
    "cancel",
    "definition",
    "definitions",
    "deploy",
    "load_centre",
    "load_folder",
    "source",
    "to_draft",
    "versions",
]
