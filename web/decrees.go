package web

import (
	"net/http"
	"slices"

	"corredor/geo"
)

// decreesBody is what the page of decrees shows.
type decreesBody struct {
	Count, ZoneCount int
	Acts             []actView
	ByYear           []yearOfActs
}

type yearOfActs struct {
	Year string
	Acts []actView
}

// actView is an act with its zones in full.
type actView struct {
	actFact
	ZoneViews []zoneView
	LiftViews []chainLink
}

// zoneView is a zone with the other zones of its chain.
type zoneView struct {
	zoneFact
	Links []chainLink
}

// term is a time in force.
type term struct {
	Start, LastDay day
	Inferred       bool
}

// Terms returns the times in force of the act's zones, each once.
func (a actView) Terms() []term {
	var terms []term
	for _, z := range a.ZoneViews {
		t := term{z.Start, z.LastDay, z.TermInferred}
		if !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	return terms
}

// chainLink names a zone by its decree and its days.
type chainLink struct {
	ID               int64
	Decree           string
	TitleES, TitleEN string
	Start, LastDay   day
}

// decreesPage answers with every act and its zones.
func (s *Server) decreesPage(w http.ResponseWriter, r *http.Request) error {
	sheet, l, err := s.readPage(w, r)
	if err != nil {
		return err
	}
	body := decreesBody{Count: len(sheet.acts), ZoneCount: len(sheet.zones)}
	for _, a := range sheet.acts {
		view := sheet.view(a)
		body.Acts = append(body.Acts, view)
		year := l.word("decrees.unknownDate")
		if a.On() != day(geo.MinDay) {
			year = geo.Day(a.On()).String()[:4]
		}
		if n := len(body.ByYear); n == 0 || body.ByYear[n-1].Year != year {
			body.ByYear = append(body.ByYear, yearOfActs{Year: year})
		}
		last := &body.ByYear[len(body.ByYear)-1]
		last.Acts = append(last.Acts, view)
	}
	return s.writePage(w, r, http.StatusOK, "decrees", page{
		Lang: l, Title: l.word("decrees.title"), Lead: l.word("decrees.lead"), Body: body,
	})
}

func (s *factSheet) view(a actFact) actView {
	v := actView{actFact: a}
	for _, id := range a.Zones {
		if z, ok := s.zones[id]; ok {
			v.ZoneViews = append(v.ZoneViews, zoneView{z, s.links(z.Chain)})
		}
	}
	v.LiftViews = s.links(a.Lifts)
	return v
}

func (s *factSheet) links(zones []int64) []chainLink {
	var links []chainLink
	for _, id := range zones {
		if z, ok := s.zones[id]; ok {
			links = append(links, chainLink{id, z.DecreeNumber, z.TitleES, z.TitleEN, z.Start, z.LastDay})
		}
	}
	return links
}
