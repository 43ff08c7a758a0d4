"""Opens an export in QGIS itself: every layer valid and styled, the map and the layout drawn to PNG.

Usage: check.py PROJECT.qgz GEOPACKAGE OUT_DIR. Prints one line of JSON with what was found.
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    Qgis, QgsApplication, QgsLayoutExporter, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402


def main(project_file, package, out):
    QgsApplication.setPrefixPath("/usr", True)
    app = QgsApplication([], False)
    app.initQgis()
    project = QgsProject.instance()
    missing = []
    project.layerLoaded  # noqa: B018  (the signal must exist before reading)
    read = project.read(project_file)
    found = {"version": Qgis.QGIS_VERSION, "read": read, "error": project.error(), "title": project.title(),
             "crs": project.crs().authid(), "layers": {}, "groups": [], "package": {}}
    for group in project.layerTreeRoot().children():
        found["groups"].append(group.name())
    for layer in project.mapLayers().values():
        if not layer.isValid():
            missing.append(layer.name())
        found["layers"][layer.id()] = {
            "valid": layer.isValid(), "name": layer.name(), "features": layer.featureCount(), "crs": layer.crs().authid(),
            "renderer": layer.renderer().type() if layer.renderer() else None,
            "legend": [i.label() for i in layer.renderer().legendSymbolItems()] if layer.renderer() else [],
            "labels": layer.labelsEnabled(), "index": layer.hasSpatialIndex(),
        }
    found["missing"] = missing
    # The GeoPackage alone, as someone drags it into QGIS: its default styles must come with it.
    for name in [i.replace("corridor_", "") for i in found["layers"]]:
        layer = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
        found["package"][name] = {"valid": layer.isValid(), "renderer": layer.renderer().type() if layer.renderer() else None,
                                  "labels": layer.labelsEnabled()}
    settings = QgsMapSettings()
    root = project.layerTreeRoot()
    settings.setLayers([n for n in root.layerOrder() if root.findLayer(n.id()).isVisible()])
    settings.setDestinationCrs(project.crs())
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setOutputSize(QSize(1400, 1100))
    settings.setBackgroundColor(QColor("white"))
    settings.setTransformContext(project.transformContext())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    found["map"] = job.renderedImage().save(os.path.join(out, "map.png"))
    found["errors"] = [e.message for e in job.errors()]
    layouts = project.layoutManager().printLayouts()
    found["layouts"] = [layout.name() for layout in layouts]
    for layout in layouts:
        page = layout.pageCollection().page(0).pageSize()
        found["page"] = [page.width(), page.height()]
        found["items"] = sorted(i.displayName() for i in layout.items() if hasattr(i, "displayName"))
        options = QgsLayoutExporter.ImageExportSettings()
        options.dpi = 100
        result = QgsLayoutExporter(layout).exportToImage(os.path.join(out, "layout.png"), options)
        found["layout"] = result == QgsLayoutExporter.Success
    print("FOUND " + json.dumps(found, ensure_ascii=False))
    sys.stdout.flush()
    # QGIS may crash while it shuts down without a screen; what was found is out by then.
    os._exit(0)


main(*sys.argv[1:4])
