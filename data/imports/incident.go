package imports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// An incident is a row that has been read: every value in the form in which the
// database takes it, "" for what is not stated.
type incident struct {
	value [incidentProperties]string
	owned bool // the code is ours, made of what the row says

	start, end geo.Day
	hasEnd     bool
	point      orb.Point
	hasPoint   bool
	gazetteer  int64
	precision  geo.PlacePrecision
	kind       uint16
	actors     []string
	sources    []document
	cases      []int64
	measure    measure
	measured   bool
	granted    bool // duplicate_ok
}

// A document is a source as a row names it; name is "" where only its address is
// known.
type document struct{ name, url, date string }

// clear makes i ready for the next row.
func (i *incident) clear() {
	*i = incident{actors: i.actors[:0], sources: i.sources[:0], cases: i.cases[:0]}
}

// read reads a row; is says which property each value is. The rules are those of
// a single write.
func (i *incident) read(row *Row, is []int, l *lookup) *fault {
	for k, v := range row.Values {
		if p := is[k]; p >= 0 {
			i.value[p] = strings.TrimSpace(v)
		}
	}
	for p := range i.value {
		most := shortText
		switch p {
		case iNote, iNoteES, iBasis, iES, iEN:
			most = longText
		case iActors, iSources, iAddress, iCases, iGeometry:
			most = mostValue
		}
		if said := badText(i.value[p], most); said != "" {
			return faultf(incidentNames[p].property, "The value %s", said)
		}
	}
	for _, step := range []func(*Row, *lookup) *fault{i.codes, i.days, i.people, i.place, i.texts, i.lists} {
		if f := step(row, l); f != nil {
			return f
		}
	}
	i.own()
	return nil
}

func (i *incident) codes(_ *Row, l *lookup) *fault {
	if said := i.value[iKind]; said != "" {
		code, ok := l.kinds[said]
		if !ok {
			code, ok = l.kinds[geo.Fold(said)]
		}
		if !ok {
			return faultf("kind", "There is no kind of incident %q; the collection incident-kinds lists them.", geo.Clip(said, 60))
		}
		i.value[iKind], i.kind = code, l.kindNo[code]
	}
	for _, c := range []struct {
		at int
		of words
	}{{iMode, modeWords}, {iStatus, statusWords}, {iTime, timeWords}, {iPrecision, precisionWords}} {
		if said := i.value[c.at]; said != "" {
			code, ok := c.of[geo.Fold(said)]
			if !ok {
				return faultf(incidentNames[c.at].property, "%q is none of the codes it can be.", geo.Clip(said, 60))
			}
			i.value[c.at] = code
		}
	}
	for _, at := range []int{iTold, iGrant} {
		flag, ok := flagOf(i.value[at])
		if !ok {
			return faultf(incidentNames[at].property, "%q is neither yes nor no.", geo.Clip(i.value[at], 60))
		}
		if at == iGrant {
			i.granted = flag
		} else if i.value[at] != "" {
			i.value[at] = strconv.FormatBool(flag)
		}
	}
	return nil
}

// Days outside these are slips of the pen; a single write has the same bounds.
const (
	firstDay geo.Day = -69028 // 1781-01-03
	lastDay  geo.Day = 47846  // 2100-12-31
)

func (i *incident) days(*Row, *lookup) *fault {
	if i.value[iPeriod] != "" && i.value[iStart] == "" && i.value[iEnd] == "" {
		from, to, _ := strings.Cut(i.value[iPeriod], "/")
		i.value[iStart], i.value[iEnd] = from, strings.TrimPrefix(to, "..")
	}
	for _, d := range []struct {
		at int
		to *geo.Day
	}{{iStart, &i.start}, {iEnd, &i.end}, {iDated, nil}} {
		said := i.value[d.at]
		if said == "" {
			continue
		}
		day, ok := dayOf(said)
		if !ok {
			return faultf(incidentNames[d.at].property, "%q is no day; write it as 2019-04-02 or 02/04/2019.", geo.Clip(said, 60))
		}
		if day < firstDay || day > lastDay {
			return faultf(incidentNames[d.at].property, "The day must be from %s to %s.", firstDay, lastDay)
		}
		i.value[d.at] = day.String()
		if d.to != nil {
			*d.to = day
		}
	}
	i.hasEnd = i.value[iEnd] != ""
	if i.hasEnd && i.value[iStart] != "" {
		for _, problem := range geo.CheckDays("end", i.start, &i.end) {
			return &fault{problem.Param, problem.Msg}
		}
	}
	if !i.hasEnd {
		i.end = i.start
	}
	return nil
}

const mostPeople = 1_000_000

func (i *incident) people(*Row, *lookup) *fault {
	var n [iHurtTop + 1]*int64
	for at := iDeaths; at <= iHurtTop; at++ {
		said := i.value[at]
		if said == "" {
			continue
		}
		whole, ok := wholeOf(said)
		if !ok || whole < 0 || whole > mostPeople {
			return faultf(incidentNames[at].property, "%q is not a number of people; write a whole number, and what is less certain into deaths_low and deaths_high or injured_text.", geo.Clip(said, 60))
		}
		i.value[at] = strconv.FormatInt(whole, 10)
		n[at] = &whole
	}
	for _, problem := range append(geo.Toll{Low: n[iDeathsLow], Best: n[iDeaths], High: n[iDeathsTop]}.Check("deaths"),
		geo.Toll{Low: n[iHurtLow], Best: n[iHurt], High: n[iHurtTop]}.Check("injured")...) {
		return &fault{problem.Param, problem.Msg}
	}
	return nil
}

func (i *incident) texts(*Row, *lookup) *fault {
	es, en := i.value[iES], i.value[iEN]
	if es == "" {
		i.value[iES] = en
	}
	if en == "" {
		i.value[iEN] = es
	}
	return nil
}

var webAddress = regexp.MustCompile(`^https?://[^\s<>"]+$`)

// lists reads actors, sources and cases.
func (i *incident) lists(_ *Row, l *lookup) *fault {
	i.actors = append(i.actors, listOf(i.value[iActors])...)
	if len(i.actors) > 100 {
		return faultf("actors", "The list has %d entries; 100 can be kept.", len(i.actors))
	}
	for _, a := range i.actors {
		if said := badText(a, shortText); said != "" {
			return faultf("actors", "A name %s", said)
		}
	}
	if f := i.readSources(); f != nil {
		return f
	}
	for _, c := range listOf(i.value[iCases]) {
		id, ok := l.cases[geo.Fold(c)]
		if n, err := strconv.ParseInt(c, 10, 64); err == nil {
			id, ok = l.cases[geo.Fold(fmt.Sprintf("DP%d", n))]
		}
		if !ok {
			return faultf("cases", "There is no case %q.", geo.Clip(c, 60))
		}
		i.cases = append(i.cases, id)
	}
	return nil
}

func (i *incident) readSources() *fault {
	if s := i.value[iSources]; strings.HasPrefix(s, "[") {
		var objects []struct{ Name, URL, Date string }
		if err := json.Unmarshal([]byte(s), &objects); err != nil {
			return faultf("sources", "The list of sources cannot be read.")
		}
		for _, o := range objects {
			i.sources = append(i.sources, document{o.Name, o.URL, o.Date})
		}
	} else {
		i.sources = appendDocuments(i.sources, s)
	}
	if i.value[iSource] != "" || i.value[iAddress] != "" {
		i.sources = append(i.sources, document{i.value[iSource], i.value[iAddress], i.value[iDated]})
	}
	if len(i.sources) > 100 {
		return faultf("sources", "The list has %d entries; 100 can be kept.", len(i.sources))
	}
	for k, s := range i.sources {
		if s.url != "" && !webAddress.MatchString(s.url) || len(s.url) > 2000 {
			return faultf("source_url", "%q is no web address that begins with http:// or https://.", geo.Clip(s.url, 60))
		}
		if s.name == "" && s.url == "" {
			return faultf("sources", "A source needs a name or an address.")
		}
		if s.date != "" {
			day, ok := dayOf(s.date)
			if !ok {
				return faultf("source_date", "%q is no day.", geo.Clip(s.date, 60))
			}
			i.sources[k].date = day.String()
		}
		if said := badText(s.name, shortText); said != "" {
			return faultf("source_name", "The name %s", said)
		}
	}
	return nil
}

// appendDocuments reads addresses with blanks or semicolons between them, as exports
// write them; other words name a source.
func appendDocuments(all []document, s string) []document {
	var name []string
	named := func() {
		if len(name) > 0 {
			// Exports put names into angle brackets.
			said := strings.TrimPrefix(strings.TrimSuffix(strings.Join(name, " "), ">"), "<")
			all = append(all, document{name: said})
			name = nil
		}
	}
	for _, word := range strings.Fields(s) {
		bare := strings.TrimSuffix(word, ";")
		if strings.HasPrefix(word, "<") {
			named()
		}
		if webAddress.MatchString(bare) {
			named()
			all = append(all, document{url: bare})
		} else if name = append(name, bare); bare != word || strings.HasPrefix(name[0], "<") && strings.HasSuffix(bare, ">") {
			named()
		}
	}
	named()
	return all
}

// own gives a row without a code one that the same row has again at the next
// import: of its kind, first day and place.
func (i *incident) own() {
	if i.value[iCode] != "" {
		return
	}
	i.owned = true
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n", i.value[iKind], i.value[iStart], geo.Fold(i.value[iPlace]))
	if i.hasPoint {
		fmt.Fprintf(h, "%.4f %.4f", i.point[0], i.point[1])
	}
	i.value[iCode] = "IMP-" + hex.EncodeToString(h.Sum(nil)[:6])
}

// searchWords are the folded words for searching, as a tsvector is written.
func (i *incident) searchWords(b []byte) []byte {
	for _, at := range []int{iCode, iPlace, iPlaceES, iDistrict, iProvince, iRegion, iES, iEN, iKmStated} {
		if at == iEN && i.value[iEN] == i.value[iES] {
			continue
		}
		b = append(b, geo.Fold(i.value[at])...)
		b = append(b, ' ')
	}
	return b
}
