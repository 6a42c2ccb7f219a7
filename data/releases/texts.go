package releases

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"corredor/data/exports"
)

// What a release is called, and whom its users have to name.
const (
	title     = "Corredor: incidentes, zonas de emergencia y diálogo a lo largo del corredor minero del sur del Perú"
	titleEN   = "Corredor: incidents, emergency zones and dialogue along the mining corridor of southern Peru"
	abstract  = "Incidents, emergency zones, dialogue and commitments along the mining road from Las Bambas to Matarani, southern Peru, each with its source."
	licenceID = "CC-BY-4.0"
)

// Author is who has made the data, as citations name it.
const Author = "Corredor"

var attribution = []string{
	"Corredor (CC BY 4.0), naming the source that stands with each row.",
	"Made with Natural Earth (public domain).",
	"Coast, rivers and lakes: GSHHG/WDBII (Wessel and Smith), LGPL-3.0 or later.",
	"Places, and towns and capital points so marked: GeoNames (CC BY 4.0).",
}

func (m *maker) writeLicence() error {
	return m.text(licenceName, fmt.Sprintf(`Corredor, %s

Datos: Creative Commons Atribución 4.0 Internacional (CC BY 4.0).
Data: Creative Commons Attribution 4.0 International (CC BY 4.0).
%s
%slegalcode

Puede copiarlos, cambiarlos y publicarlos, también con fines comerciales, si dice de
dónde vienen: «Corredor (CC BY 4.0)», con la fuente de cada fila, y si dice qué cambió.

You may copy, change and publish them, also commercially, if you say where they come
from: "Corredor (CC BY 4.0)", with the source of each row, and say what you changed.

De otros, en el mapa (%s, %s) y donde la fila lo dice:
Of others, in the map and where the row says so:

- %s
`, m.manifest.Version, exports.LicenceURL, exports.LicenceURL, tilesName, mapName, strings.Join(attribution[1:], "\n- ")))
}

// writeCitation writes how to cite the release, in the Citation File Format 1.2.0.
func (m *maker) writeCitation() error {
	var b strings.Builder
	fmt.Fprintf(&b, "cff-version: 1.2.0\nmessage: %s\ntype: dataset\ntitle: %s\nabstract: %s\nauthors:\n  - name: %s\n",
		yamlText("If you use these data, please cite this version and name the source of each row."), yamlText(title), yamlText(abstract), yamlText(Author))
	fmt.Fprintf(&b, "version: %s\ndate-released: %s\nlicense: %s\n", yamlText(m.manifest.Version), yamlText(m.manifest.Date), licenceID)
	if m.manifest.Address != "" {
		fmt.Fprintf(&b, "url: %s\n", yamlText(m.manifest.Address))
	}
	b.WriteString("keywords:\n  - Peru\n  - mining\n  - social conflict\n  - emergency decrees\n  - geodata\n")
	return m.text(citationName, b.String())
}

// yamlText is a text in quotes: JSON, which YAML takes in.
func yamlText(s string) string {
	b, _ := json.Marshal(s) // a text always becomes one
	return string(b)
}

// writeManifest writes what the release says of itself, with the sums of its files.
func (m *maker) writeManifest() error {
	for _, f := range m.list() {
		full, err := m.sum(f)
		if err != nil {
			return err
		}
		m.manifest.Files = append(m.manifest.Files, full)
	}
	return m.file(manifestName, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(m.manifest)
	})
}

// writeSums writes the sums as sha256sum -c reads them.
func (m *maker) writeSums() error {
	own, err := m.sum(File{Name: manifestName})
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, f := range append([]File{own}, m.manifest.Files...) {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Name)
	}
	return m.text(sumsName, b.String())
}
