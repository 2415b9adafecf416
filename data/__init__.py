"""The bundled tables, installed as the package `aeutils.data`; README.md tells what is in them."""
