package geo

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var work = Work{
	Title: "Corredor: incidentes del corredor minero", Author: "Corredor", Version: "2026-11-30", Date: 20787, Accessed: 20788,
	Address: "https://map.example.org/releases/2026-11-30/incidents.geojson?filter=kind+%3D+%27blockade%27", Part: "tipo = bloqueo", Hash: "0a1b2c3d4e5f", Spanish: true,
}

func TestACitationInWords(t *testing.T) {
	english := work
	english.Spanish = false
	english.Part, english.Hash = "", ""
	for got, want := range map[string]string{
		work.APA():        "Corredor. (2026). Corredor: incidentes del corredor minero (versión 2026-11-30) [conjunto de datos]. Selección: tipo = bloqueo (filtro, SHA-256: 0a1b2c3d4e5f). Recuperado el 1 de diciembre de 2026, de " + work.Address,
		english.APA():     "Corredor. (2026). Corredor: incidentes del corredor minero (Version 2026-11-30) [Data set]. Retrieved December 1, 2026, from " + work.Address,
		work.Chicago():    "Corredor. «Corredor: incidentes del corredor minero». Versión 2026-11-30. 30 de noviembre de 2026. Selección: tipo = bloqueo (filtro, SHA-256: 0a1b2c3d4e5f). Consultado el 1 de diciembre de 2026. " + work.Address + ".",
		english.Chicago(): "Corredor. “Corredor: incidentes del corredor minero.” Version 2026-11-30. November 30, 2026. Accessed December 1, 2026. " + work.Address + ".",
	} {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

var update = flag.Bool("update", false, "write the citations that other programs are shown")

// What strangers write stays text in each form. What is in testdata is what the page's
// tests show to parsers that nobody here wrote.
func TestACitationIsNothingButText(t *testing.T) {
	w := work
	w.Part = "q = \\end{x} 50% & #1_a ~^ {$\nER  - \r\nTY  - BOOK"
	w.Address = "https://x.example/a?q={b}\\c"
	for name, text := range map[string]string{"cite.bib": w.BibTeX(), "cite.ris": w.RIS(), "cite.json": string(w.CSL())} {
		name = filepath.Join("testdata", name)
		if *update {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(name); err != nil || string(want) != text {
			t.Errorf("%s is not what is written now: %v\n%s", name, err, text)
		}
	}
	bib := w.BibTeX()
	if strings.Count(bib, "{")-2*strings.Count(bib, `\{`) < 0 || strings.Contains(bib, "\nER") {
		t.Errorf("BibTeX: %s", bib)
	}
	for _, want := range []string{`\textbackslash{}end\{x\}`, `50\% \& \#1\_a \textasciitilde{}\textasciicircum{} \{\$ ER - TY - BOOK`, "url = {https://x.example/a?q=%7Bb%7D%5Cc}", "@misc{corredor_2026_11_30_0a1b2c3d4e5f,"} {
		if !strings.Contains(bib, want) {
			t.Errorf("BibTeX has no %q: %s", want, bib)
		}
	}
	ris := w.RIS()
	if strings.Count(ris, "\r\nER  - ") != 1 || strings.Count(ris, "TY  - ") != 1 || !strings.HasSuffix(ris, "ER  - \r\n") || strings.Count(ris, "\n") != strings.Count(ris, "\r\n") {
		t.Errorf("RIS: %q", ris)
	}
	var items []struct{ ID, Type, Note, URL string }
	if err := json.Unmarshal(w.CSL(), &items); err != nil || len(items) != 1 || items[0].Type != "dataset" || items[0].URL != w.Address || !strings.Contains(items[0].Note, `\end{x} 50% & #1_a`) {
		t.Errorf("CSL: %+v %v", items, err)
	}
}
