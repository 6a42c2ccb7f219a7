package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"corredor/geo"
)

// yearOfIncidents is a year and what began in it.
type yearOfIncidents struct {
	Year      int
	Incidents []incidentFact
}

// byYear groups incidents, newest first, by the year in which they began.
func byYear(incidents []incidentFact) []yearOfIncidents {
	var years []yearOfIncidents
	for _, i := range incidents {
		y := geo.Day(i.Start).Time().Year()
		if len(years) == 0 || years[len(years)-1].Year != y {
			years = append(years, yearOfIncidents{Year: y})
		}
		last := &years[len(years)-1]
		last.Incidents = append(last.Incidents, i)
	}
	return years
}

// listBody is what the list page shows.
type listBody struct {
	Text, Year string
	Category   geo.Category
	Filtered   bool
	Count, All int
	Older      int // how many there are that are not listed
	Years      []string
	Categories []geo.Category
	Groups     []groupCount
	ByYear     []yearOfIncidents
}

// older is how many incidents there are beside those in the lists.
func (s *factSheet) older() int { return max(0, int(s.counts["incidents"])-len(s.incidents)) }

type groupCount struct {
	Category geo.Category
	Count    int
}

var yearForm = regexp.MustCompile(`^[0-9]{4}$`)

// listPage answers with the incidents as a list that needs no script.
func (s *Server) listPage(w http.ResponseWriter, r *http.Request) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	body := listBody{
		Text: geo.Clip(strings.TrimSpace(query.Get("q")), 200), Year: query.Get("year"),
		Category: geo.Category(query.Get("category")), Categories: geo.Categories(),
	}
	if body.Year != "" && !yearForm.MatchString(body.Year) {
		return geo.Invalidf("year", "%s", l.word("list.badYear"))
	}
	if body.Category != "" && !body.Category.Valid() {
		return geo.Invalidf("category", "%s", l.word("list.badCategory"))
	}
	sheet, err := s.factsNow(r)
	if err != nil {
		return err
	}
	for _, y := range byYear(sheet.incidents) {
		body.Years = append(body.Years, strconv.Itoa(y.Year))
	}
	found := body.choose(sheet.incidents)
	body.Count, body.All, body.Older = len(found), int(sheet.counts["incidents"]), sheet.older()
	body.Filtered = body.Text != "" || body.Year != "" || body.Category != ""
	body.Groups = countGroups(found)
	body.ByYear = byYear(found)
	return s.writePage(w, r, http.StatusOK, "list", page{
		Lang: l, Title: l.word("list.title"), Lead: l.word("list.lead"), Body: body, Feeds: s.feedsOf(r, incidentsCollection(), l, body.wanted()),
	})
}

// choose returns the incidents that match: each word of one of the text's terms, and
// the year that the period touches.
func (b listBody) choose(incidents []incidentFact) []incidentFact {
	var found []incidentFact
	terms := geo.Terms(b.Text)
	for _, i := range incidents {
		if b.Category != "" && i.Category != b.Category {
			continue
		}
		if b.Year != "" && !i.touches(b.Year) {
			continue
		}
		if len(terms) > 0 && !slices.ContainsFunc(terms, func(words []string) bool { return containsAll(i.folded, words) }) {
			continue
		}
		found = append(found, i)
	}
	return found
}

// wanted is the same choice as the items' door has it.
func (b listBody) wanted() url.Values {
	values := url.Values{}
	if b.Text != "" {
		values.Set("q", b.Text)
	}
	if b.Year != "" {
		values.Set("datetime", b.Year+"-01-01/"+b.Year+"-12-31")
	}
	if b.Category != "" {
		values.Set("category", string(b.Category))
	}
	return values
}

func (i incidentFact) touches(year string) bool {
	y, _ := strconv.Atoi(year)
	return geo.Day(i.Start).Time().Year() <= y && i.last().Time().Year() >= y
}

func containsAll(text string, needles []string) bool {
	for _, n := range needles {
		if !strings.Contains(text, n) {
			return false
		}
	}
	return true
}

func countGroups(incidents []incidentFact) []groupCount {
	n := map[geo.Category]int{}
	for _, i := range incidents {
		n[i.Category]++
	}
	var groups []groupCount
	for _, c := range geo.Categories() {
		groups = append(groups, groupCount{c, n[c]})
	}
	return groups
}
