package geo

import (
	"fmt"
	"strconv"
	"strings"
)

// A Pair is a text in Spanish and in English.
type Pair struct {
	ES string `json:"es"`
	EN string `json:"en"`
}

// Names are what routes and scales are called, by their codes, and units by their
// ids, in Spanish and English.
type Names struct {
	Routes, Scales map[string][2]string
	Units          map[int64]string
}

// Said says a definition in both languages.
func (d Definition) Said(names Names) Pair {
	return Pair{d.Words("es", names), d.Words("en", names)}
}

// Words says a definition in Spanish, es, or English, en.
func (d Definition) Words(lang string, names Names) string {
	w := &definitionWords{english: lang == "en", names: names}
	var said strings.Builder
	for i, p := range d.Parts {
		if i > 0 {
			said.WriteString(w.pick("; ", "; "))
			switch p.Op {
			case Add:
				said.WriteString(w.pick("más ", "plus "))
			case Minus:
				said.WriteString(w.pick("menos ", "minus "))
			case Within:
				said.WriteString(w.pick("solo dentro de ", "only within "))
			}
		}
		said.WriteString(w.part(p))
	}
	if len(d.Named) > 0 {
		said.WriteString(w.pick(" (el decreto nombra ", " (the decree names ") + w.list(d.Named) + ")")
	}
	return said.String()
}

type definitionWords struct {
	english bool
	names   Names
}

func (w *definitionWords) pick(es, en string) string {
	if w.english {
		return en
	}
	return es
}

func (w *definitionWords) called(names map[string][2]string, code string) string {
	if n, ok := names[code]; ok {
		return w.pick(n[0], n[1])
	}
	if code == "" {
		return "…"
	}
	return code
}

func (w *definitionWords) part(p Part) string {
	route := w.called(w.names.Routes, p.Route)
	switch p.By {
	case ByKm:
		return fmt.Sprintf(w.pick("km %s a %s de la %s, %s", "km %s to %s of %s, %s"),
			w.km(p.From), w.km(p.To), w.called(w.names.Scales, p.Scale), w.sides(p))
	case ByRoad:
		said := w.pick("toda la ruta «", "the whole route “") + route + w.pick("»", "”")
		if len(p.Units) > 0 {
			said = w.pick("la ruta «", "the route “") + route + w.pick("» en ", "” in ") + w.units(p)
		}
		if p.CourseAssumed {
			said += w.pick(", de trazo no indicado", ", its course not stated")
		}
		return said + ", " + w.sides(p)
	case ByUnits:
		return w.units(p)
	case ByHand:
		vertices := 0
		for _, polygon := range p.Geometry {
			for _, ring := range polygon {
				vertices += max(len(ring)-1, 0)
			}
		}
		if len(p.Geometry) == 1 {
			return fmt.Sprintf(w.pick("un polígono de %d vértices trazado a mano", "a polygon of %d vertices drawn by hand"), vertices)
		}
		return fmt.Sprintf(w.pick("%d polígonos de %d vértices trazados a mano", "%d polygons of %d vertices drawn by hand"), len(p.Geometry), vertices)
	case ByDistance:
		return fmt.Sprintf(w.pick("lo que está a %s o menos de la ruta «%s»", "what lies within %s of the route “%s”"), w.metres(p.Metres), route)
	}
	return "…"
}

func (w *definitionWords) km(k *Km) string {
	if k == nil {
		return "…"
	}
	return k.String()
}

func (w *definitionWords) metres(m *float64) string {
	if m == nil {
		return "… m"
	}
	return strconv.FormatFloat(*m, 'f', -1, 64) + " m"
}

func (w *definitionWords) sides(p Part) string {
	if p.WidthAssumed {
		return fmt.Sprintf(w.pick("de ancho no indicado (se dibujan %s a cada lado)", "its width not stated (%s each side are drawn)"), w.metres(p.LeftM))
	}
	if p.LeftM != nil && p.RightM != nil && *p.LeftM != *p.RightM {
		return fmt.Sprintf(w.pick("%s a la izquierda y %s a la derecha hacia los km mayores", "%s to the left and %s to the right towards rising km"), w.metres(p.LeftM), w.metres(p.RightM))
	}
	return w.metres(p.LeftM) + w.pick(" a cada lado", " each side")
}

var levelWords = map[Level][4]string{
	Department: {"departamento de", "departamentos de", "department of", "departments of"},
	Province:   {"provincia de", "provincias de", "province of", "provinces of"},
	District:   {"distrito de", "distritos de", "district of", "districts of"},
}

func (w *definitionWords) units(p Part) string {
	words, ok := levelWords[p.Level]
	if !ok {
		return w.list(p.Units)
	}
	i := 0
	if len(p.Units) != 1 {
		i = 1
	}
	return w.pick(words[i], words[i+2]) + " " + w.list(p.Units)
}

// list joins names: "A, B y C".
func (w *definitionWords) list(units []Unit) string {
	var names []string
	for _, u := range units {
		name := u.String()
		if called, ok := w.names.Units[u.ID]; ok && u.ID != 0 {
			name = called
		}
		names = append(names, name)
	}
	return JoinWords(names, w.english)
}

// JoinWords joins names as people list them: "A, B y C", or "A, B and C".
func JoinWords(names []string, english bool) string {
	switch n := len(names); {
	case n == 0:
		return "…"
	case n == 1:
		return names[0]
	case english:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	default:
		and := " y "
		if last := Fold(names[n-1]); strings.HasPrefix(last, "i") || strings.HasPrefix(last, "hi") && !strings.HasPrefix(last, "hie") {
			and = " e "
		}
		return strings.Join(names[:n-1], ", ") + and + names[n-1]
	}
}
