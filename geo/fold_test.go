package geo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFoldBringsSpellingsTogether(t *testing.T) {
	for in, want := range map[string]string{
		"Ccapacmarca":               "capacmarca",
		"CAPACMARCA":                "capacmarca",
		"Challhuahuacho":            "chalhuahuacho",
		"Quiñota":                   "quinota",
		"Quin\u0303ota":             "quinota",
		"Huañamayu":                 "huanamayu",
		"Muyu Orcco – Tiendayoc":    "muyu orco tiendayoc",
		"  km 130+250 ":             "km 130 250",
		"DS 056-2019-PCM":           "ds 056 2019 pcm",
		"PE-3SY (Vía Mara–Velille)": "pe 3sy via mara velile",
		"1100":                      "1100",
		"ÁÉÍÓÚÜÑ":                   "aeioun",
		"«Defensoría»":              "defensoria",
		"a aa":                      "a a",
		"":                          "",
		"—":                         "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
}

func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		once := Fold(s)
		if Fold(once) != once {
			t.Fatalf("%q folds to %q, then to %q", s, once, Fold(once))
		}
	})
}
