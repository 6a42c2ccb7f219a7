package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// mostCorners is how many corners an annex lists; the files have all.
const mostCorners = 400

// annexBody is what the annex of a decree shows.
type annexBody struct {
	Map      template.HTML
	Decree   string
	Words    string
	Facts    []sheetFact
	Units    []annexUnit
	Roads    []annexRoad
	Corners  []annexCorner
	More     int // corners that are not listed
	Address  string
	Checksum string
	Files    []link
}

type annexUnit struct{ Level, Name, Share, Named string }

type annexRoad struct{ Name, Length, Km string }

type annexCorner struct{ N, Lon, Lat, UTM, East, North string }

// annexPage is the page that goes to a decree as its annex, made to be printed: the map,
// the definition in words, corners, districts, km, version and checksum.
func (s *Server) annexPage(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, []form{asHTML}, "version")
	if err != nil {
		return err
	}
	v, err := s.versionAsked(r, a.given["version"])
	if err != nil {
		return err
	}
	annex, err := s.Store.Annex(r.Context(), geo.Anyone, v.Zone, v.N)
	if err != nil {
		return err
	}
	l := a.lang
	body, err := l.annexBody(annex)
	if err != nil {
		return err
	}
	body.Address = s.versionAddress(r, v.Zone, v.N)
	body.Files = versionFiles(v)
	return s.writePage(w, r, http.StatusOK, "annex", page{Lang: l, Title: l.say("annex.title", body.Decree), Lead: body.Words, Section: "/decrees", Body: body, Trail: l.zoneTrail(v.Zone), Wide: true})
}

func (l lang) annexBody(a data.Annex) (b annexBody, err error) {
	if b.Map, err = l.annexMap(a); err != nil {
		return b, err
	}
	t := readTold(a.Version)
	b.Decree, b.Words, b.Checksum = l.pick(t.Decree.TitleES, t.Decree.TitleEN), l.pick(a.Words.ES, a.Words.EN), a.Checksum
	var rights []string
	for _, right := range t.Rights {
		rights = append(rights, l.code("rights", right))
	}
	b.Facts = []sheetFact{
		{l.word("zone.decree"), cell{Text: b.Decree}},
		{l.word("zone.term"), cell{Text: l.termWords(t)}},
		{l.word("zone.rights"), cell{Text: orElse(strings.Join(rights, ", "), l.word("zone.unknown"))}},
		{l.word("zone.extent"), cell{Text: l.code("extent", string(*orZero(a.Extent)))}},
		{l.word("zone.n"), cell{Text: fmt.Sprintf("%d.%d, %s", a.Zone, a.N, l.moment(a.From))}},
	}
	if t.Lifted != nil {
		b.Facts = append(b.Facts, sheetFact{l.word("zone.lifted"), cell{Text: l.stated(*t.Lifted)}})
	}
	if a.AreaKM2 != nil {
		b.Facts = append(b.Facts, sheetFact{l.word("zone.area"), cell{Text: number(*a.AreaKM2, 1) + nbsp + "km²"}})
	}
	if err := b.touch(l, a); err != nil {
		return b, err
	}
	for i, c := range a.Corners {
		if i == mostCorners {
			b.More = len(a.Corners) - mostCorners
			break
		}
		n := strconv.Itoa(c.N)
		if c.Polygon > 1 || c.Ring > 1 || a.Corners[len(a.Corners)-1].Polygon > 1 {
			n = fmt.Sprintf("%d.%d.%d", c.Polygon, c.Ring, c.N)
		}
		b.Corners = append(b.Corners, annexCorner{n, fmt.Sprintf("%.6f", c.Lon), fmt.Sprintf("%.6f", c.Lat), fmt.Sprintf("%dS", c.UTM), number(math.Round(c.East*10)/10, 1), number(math.Round(c.North*10)/10, 1)})
	}
	return b, nil
}

func orZero[T any](p *T) *T {
	if p == nil {
		return new(T)
	}
	return p
}

// touch fills in the units and the roads.
func (b *annexBody) touch(l lang, a data.Annex) error {
	var touches struct {
		Routes []struct {
			NameES string  `json:"name_es"`
			NameEN string  `json:"name_en"`
			Length float64 `json:"length_km"`
			Scales []struct {
				NameES       string  `json:"name_es"`
				NameEN       string  `json:"name_en"`
				From, To     float64 // km
				Extrapolated bool
			} `json:"scales"`
		} `json:"routes"`
		Units []struct {
			Level, Name, Basis string
			Share              *float64
			Named              bool
		} `json:"units"`
	}
	if err := json.Unmarshal(a.Touches, &touches); err != nil {
		return err
	}
	for _, r := range touches.Routes {
		var km []string
		for _, s := range r.Scales {
			about := ""
			if s.Extrapolated {
				about = "≈ "
			}
			km = append(km, fmt.Sprintf("%skm %s–%s, %s", about, geo.KmOf(s.From), geo.KmOf(s.To), l.pick(s.NameES, s.NameEN)))
		}
		b.Roads = append(b.Roads, annexRoad{l.pick(r.NameES, r.NameEN), number(r.Length, 2) + nbsp + "km", strings.Join(km, "; ")})
	}
	for _, u := range touches.Units {
		unit := annexUnit{Level: l.code("level", u.Level), Name: u.Name, Share: l.word("annex.noBoundary")}
		if u.Share != nil {
			unit.Share = number(*u.Share*100, 1) + nbsp + "%"
		}
		if u.Named {
			unit.Named = l.word("annex.named")
		}
		b.Units = append(b.Units, unit)
	}
	return nil
}
