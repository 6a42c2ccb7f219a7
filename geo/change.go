package geo

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A State is what a zone was at a time, as far as it is told in words.
type State struct {
	Words       Pair            // of its definition
	Particulars json.RawMessage // as zone_particulars() writes them
	KM2         float64
}

// A Change is one thing in which two states of a zone differ.
type Change struct {
	Field string `json:"field"`
	ES    string `json:"es"`
	EN    string `json:"en"`
}

type particulars struct {
	Decree struct {
		Number    *string `json:"number"`
		TitleES   string  `json:"title_es"`
		Published *Day    `json:"published"`
	} `json:"decree"`
	Effect     Effect  `json:"effect"`
	Extends    *int64  `json:"extends"`
	Start      *Day    `json:"start"`
	Days       *int    `json:"days"`
	End        *Day    `json:"end"`
	Lifted     *Day    `json:"lifted"`
	LiftedBy   *string `json:"lifted_by"`
	Rights     []Right `json:"rights"`
	RightsNote *string `json:"rights_note"`
	WordsES    string  `json:"words_es"`
	WordsEN    string  `json:"words_en"`
	NoteES     *string `json:"note_es"`
	NoteEN     *string `json:"note_en"`
}

// Changes tells in words in what a zone became another; areas are in km².
func Changes(was, is State, added, removed float64) (all []Change, err error) {
	var a, b particulars
	if err := json.Unmarshal(was.Particulars, &a); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(is.Particulars, &b); err != nil {
		return nil, err
	}
	all = []Change{}
	differs := func(field, es, en string, was, is any) {
		w, i := saidState(was), saidState(is)
		if w == i {
			return
		}
		c := Change{field, es + ": cambia en inglés.", en + ": it is another in Spanish."}
		if w.ES != i.ES {
			c.ES = fmt.Sprintf("%s: antes %s, ahora %s.", es, orNone(w.ES, "nada"), orNone(i.ES, "nada"))
		}
		if w.EN != i.EN {
			c.EN = fmt.Sprintf("%s: it was %s, now it is %s.", en, orNone(w.EN, "nothing"), orNone(i.EN, "nothing"))
		}
		all = append(all, c)
	}
	if was.Words != is.Words {
		all = append(all, Change{"definition", "Definición: antes " + was.Words.ES + "; ahora " + is.Words.ES + ".",
			"Definition: it was " + was.Words.EN + "; now it is " + is.Words.EN + "."})
	}
	if added+removed > 0.0005 {
		why, porque := "", ""
		if was.Words == is.Words {
			why, porque = " The definition is the same: the road or a boundary is another.", " La definición es la misma: cambió la vía o un límite."
		}
		all = append(all, Change{"geometry",
			fmt.Sprintf("Superficie: de %.1f a %.1f km²; gana %.2f km² y pierde %.2f km².", was.KM2, is.KM2, added, removed) + porque,
			fmt.Sprintf("Area: from %.1f to %.1f km²; %.2f km² added, %.2f km² removed.", was.KM2, is.KM2, added, removed) + why})
	}
	differs("decree_number", "Número del decreto", "Number of the decree", a.Decree.Number, b.Decree.Number)
	differs("decree_published", "Publicación del decreto", "Publication of the decree", a.Decree.Published, b.Decree.Published)
	differs("effect", "Efecto", "Effect", a.Effect, b.Effect)
	differs("extends", "Prorroga la zona", "Extends the zone", a.Extends, b.Extends)
	differs("start", "Primer día", "First day", a.Start, b.Start)
	differs("days", "Días", "Days", a.Days, b.Days)
	differs("end", "Último día del plazo", "Last day of the term", a.End, b.End)
	differs("lifted", "Levantada desde el", "Lifted from", a.Lifted, b.Lifted)
	differs("lifted_by", "Levantada por", "Lifted by", a.LiftedBy, b.LiftedBy)
	differs("rights", "Derechos suspendidos", "Rights suspended", a.Rights, b.Rights)
	differs("rights_note", "Nota sobre los derechos", "Note on the rights", a.RightsNote, b.RightsNote)
	differs("words", "Palabras del decreto", "Words of the decree", Pair{a.WordsES, a.WordsEN}, Pair{b.WordsES, b.WordsEN})
	differs("note", "Nota", "Note", Pair{saidState(a.NoteES).ES, saidState(a.NoteEN).EN}, Pair{saidState(b.NoteES).ES, saidState(b.NoteEN).EN})
	if len(all) == 0 && string(was.Particulars) != string(is.Particulars) {
		all = append(all, Change{Field: "other", ES: "Cambian datos del decreto que no tocan a la zona.", EN: "Particulars of the decree change that do not touch the zone."})
	}
	return all, nil
}

// saidState is a particular in words; nothing is empty.
func saidState(v any) Pair {
	same := func(s string) Pair { return Pair{s, s} }
	switch v := v.(type) {
	case Pair:
		return v
	case Effect:
		return effectWords[v]
	case []Right:
		var es, en []string
		for _, r := range v {
			es, en = append(es, rightWords[r].ES), append(en, rightWords[r].EN)
		}
		return Pair{strings.Join(es, ", "), strings.Join(en, ", ")}
	case *Day:
		if v != nil {
			return v.Words()
		}
	case *string:
		if v != nil {
			return same(*v)
		}
	case *int:
		if v != nil {
			return same(fmt.Sprint(*v))
		}
	case *int64:
		if v != nil {
			return same(fmt.Sprint(*v))
		}
	}
	return Pair{}
}

var (
	effectWords = map[Effect]Pair{Declares: {"declaratoria", "declaration"}, Extends: {"prórroga", "extension"}}
	rightWords  = map[Right]Pair{
		Home:     {"inviolabilidad del domicilio", "inviolability of the home"},
		Movement: {"libertad de tránsito", "freedom of movement"},
		Assembly: {"libertad de reunión", "freedom of assembly"},
		Liberty:  {"libertad y seguridad personales", "personal liberty and security"},
	}
)

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return Clip(s, 300)
}
