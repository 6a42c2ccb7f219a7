package geo

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestChangesAreToldInWords(t *testing.T) {
	was := State{Words: Pair{"km 130 a 160", "km 130 to 160"}, KM2: 15.5, Particulars: json.RawMessage(`{"decree": {"number": "DS 038-2019-PCM", "published": "2019-02-26"},
		"effect": "declare", "start": "2019-02-27", "days": 30, "end": "2019-03-28", "lifted": null, "rights": ["home"], "words_es": "a", "words_en": "b", "note_es": null, "note_en": null}`)}
	is := State{Words: Pair{"km 130 a 165", "km 130 to 165"}, KM2: 18, Particulars: json.RawMessage(`{"decree": {"number": "DS 056-2019-PCM", "published": "2019-03-28"},
		"effect": "extend", "start": "2019-03-29", "days": 15, "end": "2019-04-12", "lifted": "2019-04-12", "rights": ["home", "assembly"], "words_es": "a", "words_en": "b", "note_es": null, "note_en": "only here"}`)}
	all, err := Changes(was, is, 2.5, 0)
	if err != nil {
		t.Fatal(err)
	}
	var es, en []string
	for _, c := range all {
		es, en = append(es, c.ES), append(en, c.EN)
	}
	plain := func(s []string) string { return strings.ReplaceAll(strings.Join(s, "\n"), "\u00a0", " ") }
	for _, want := range []string{"Definición: antes km 130 a 160; ahora km 130 a 165.", "Superficie: de 15.5 a 18.0 km²", "Número del decreto: antes DS 038-2019-PCM, ahora DS 056-2019-PCM.",
		"Efecto: antes declaratoria, ahora prórroga.", "Primer día: antes 27 feb 2019, ahora 29 mar 2019.", "Días: antes 30, ahora 15.",
		"Nota: cambia en inglés.", "Levantada desde el: antes nada, ahora 12 abr 2019.", "ahora inviolabilidad del domicilio, libertad de reunión."} {
		if !strings.Contains(plain(es), want) {
			t.Errorf("no %q in\n%s", want, plain(es))
		}
	}
	for _, want := range []string{"First day: it was 27 Feb 2019, now it is 29 Mar 2019.", "Effect: it was declaration, now it is extension.", "Note: it was nothing, now it is only here."} {
		if !strings.Contains(plain(en), want) {
			t.Errorf("no %q in\n%s", want, plain(en))
		}
	}
	if again, err := Changes(was, was, 0, 0); err != nil || len(again) != 0 {
		t.Errorf("the same: %v, %v", again, err)
	}
}
