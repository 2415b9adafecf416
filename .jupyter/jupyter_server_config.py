"""JupyterLab in a class's first minute: `make lab`, the hub of a class and Binder read this folder.

What it asks and tells by itself (news, updates) is switched off in labconfig/.
"""

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

c = get_config()  # noqa: F821  (Jupyter gives it)


class AsOpened(AsyncLargeFileManager):
    """Notebooks with what JupyterLab hears from the kernel, and notes in them, already in there.

    Python's version is part of it, so without this each would count as changed once it is opened.
    """

    async def get(self, path, content=True, *arguments, **options):
        model = await super().get(path, content, *arguments, **options)
        if content and model["type"] == "notebook":
            metadata = model["content"]["metadata"]
            if metadata.get("kernelspec", {}).get("name") == "python3":
                metadata["language_info"] = IPythonKernel.language_info
        return model


c.ServerApp.contents_manager_class = AsOpened
