package releases

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"corredor/data/exports"
)

// list is every file of a release but the manifest and the sums, in the order in which
// people want them.
func (m *maker) list() []File {
	const plain = "text/plain; charset=utf-8"
	gpkg, _ := exports.Find("gpkg")
	geojson, _ := exports.Find("geojson")
	csv, _ := exports.Find("csv")
	all := []File{
		{Name: packageName, MediaType: gpkg.MediaType, AboutES: "Todas las colecciones, para QGIS y ArcGIS", AboutEN: "All collections, for QGIS and ArcGIS"},
		{Name: tilesName, MediaType: "application/vnd.pmtiles", AboutES: "El mapa, como teselas vectoriales en un archivo", AboutEN: "The map, as vector tiles in one file"},
	}
	for _, h := range m.manifest.Collections {
		all = append(all,
			File{Name: tableName(h.ID), MediaType: csv.MediaType, AboutES: h.TitleES, AboutEN: h.TitleEN},
			File{Name: itemsName(h.ID), MediaType: geojson.MediaType, AboutES: h.TitleES, AboutEN: h.TitleEN})
	}
	all = append(all,
		File{Name: dictionaryName + ".csv", MediaType: csv.MediaType, AboutES: "Qué significa cada columna", AboutEN: "What each column means"},
		File{Name: dictionaryName + ".md", MediaType: "text/markdown; charset=utf-8", AboutES: "Lo mismo, para leer", AboutEN: "The same, to be read"},
		File{Name: changesName, MediaType: csv.MediaType, AboutES: "Qué cambió desde la versión anterior", AboutEN: "What changed since the release before"},
		File{Name: changesText, MediaType: "text/markdown; charset=utf-8", AboutES: "Lo mismo, para leer", AboutEN: "The same, to be read"},
		File{Name: licenceName, MediaType: plain, AboutES: "Licencia, y a quién nombrar", AboutEN: "Licence, and whom to name"},
		File{Name: citationName, MediaType: "application/yaml", AboutES: "Cómo citar, para programas", AboutEN: "How to cite, for programs"},
		File{Name: mapName, MediaType: "application/octet-stream", AboutES: "El mapa, como lo guarda el servidor", AboutEN: "The map, as the server keeps it", Kept: true},
	)
	for _, h := range m.manifest.Collections {
		all = append(all, File{Name: conditionsName(h.ID), MediaType: "application/jsonl", AboutES: h.TitleES + ": lo que preguntan los filtros", AboutEN: h.TitleEN + ": what filters ask about", Kept: true})
	}
	return all
}

// sum completes the description of a file that is written.
func (m *maker) sum(f File) (_ File, err error) {
	file, err := os.Open(filepath.Join(m.dir, f.Name))
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum := sha256.New()
	if f.Bytes, err = io.Copy(sum, file); err != nil {
		return f, err
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}
