package picture

import (
	"fmt"
	"math"
	"strings"

	"corredor/geo"
	"corredor/tiles"
)

// Draw draws a view of a snapshot. The error is a geo.Problem with the options.
func Draw(snap *tiles.Snapshot, o Options) (*Scene, error) {
	o, err := o.checked()
	if err != nil {
		return nil, err
	}
	s := &Scene{Width: o.Width, Height: o.Height, Scale: o.Scale, Lang: o.say("es", "en"), theme: o.Theme, embed: o.EmbedFonts}
	// The legend names what is drawn, and how high it is says how much of the picture is
	// left for the map: a first drawing tells.
	sheet := sheetOf(o)
	for range 3 {
		if sheet.room.height() < leastMap {
			break
		}
		p := &painter{snap: snap, o: o, c: palettes[o.Theme], s: s, seen: map[string]bool{}}
		*s = Scene{Width: o.Width, Height: o.Height, Scale: o.Scale, Lang: s.Lang, theme: s.theme, embed: s.embed}
		p.f = o.frameOf(sheet.room)
		p.map_()
		p.legend()
		again := sheet.fit(p)
		if again {
			continue
		}
		sheet.around(p)
		s.Title, s.Desc, s.At = p.title(), p.describe(), p.f.place()
		return s, nil
	}
	return nil, geo.Invalidf("height", "A picture of %g by %g has no room for a map beside its title and legend.", o.Width, o.Height)
}

// leastMap is how high a map is at least.
const leastMap = 48

// corner is what will be covered; an empty box where nothing will.
func (p *painter) corner() box {
	edge := p.f.box
	return box{edge.right - p.o.Corner[0], edge.bottom - p.o.Corner[1], edge.right, edge.bottom}
}

// map_ draws all that lies inside the frame.
func (p *painter) map_() {
	top := &group{id: "map", clip: &p.f.box}
	p.s.groups = append(p.s.groups, top)
	p.s.room = p.f.box
	p.findZones()
	crowds := p.findIncidents()
	towns := p.findTowns()

	p.ground(top)
	p.lowRoads(top)
	p.drawZones(top)
	p.highRoads(top)
	kmDots := top.group("km-posts", p.o.say("Kilómetros", "Kilometres"))
	names := &group{id: "names", name: p.o.say("Nombres", "Names")}

	// The foot is never covered.
	foot := &group{id: "foot"}
	if !p.o.Bare {
		p.bar(foot)
		if !p.o.Legend && !p.o.Uncredited {
			p.burn(foot, p.credit())
		}
	}
	p.taken = append(p.taken, p.corner())
	p.taken = append(p.taken, p.iconObstacles(towns)...)
	for _, c := range crowds {
		p.taken = append(p.taken, around(c.At, 26, 26))
	}
	p.taken = nudge(p.tallies, p.taken, p.f.box.grown(-2))
	p.symbols = len(p.taken)

	// Names of lesser weight come later and step aside; those of large towns come before
	// the zones', whose names have many places where they may stand.
	p.roadsTaken()
	symbols := &group{id: "symbols"}
	p.callouts(names, towns)
	p.drawTowns(names, towns, 1, 2)
	p.nameZones(names)
	p.drawTowns(names, towns, 3, p.lastRank())
	p.drawKm(kmDots, names)
	p.nameWaters(names)
	p.drawIncidents(symbols, crowds)
	p.drawIcons(symbols, towns)
	top.groups = append(top.groups, names, symbols, foot)
}

// lastRank is down to which rank places are named: a figure with callouts has few names.
func (p *painter) lastRank() int {
	if p.o.Callouts {
		return 4
	}
	return 9
}

// roadsTaken notes the boxes along the haul route.
func (p *painter) roadsTaken() {
	if !p.o.Callouts {
		return
	}
	p.shapes("routes", func(s *tiles.Shape, parts [][]xy) {
		if s.Text("kind") != "haul" {
			return
		}
		for _, part := range parts {
			n := int(math.Ceil(lengthOf(part)/10)) + 1
			for i := range n {
				p.roadRoom = append(p.roadRoom, around(along(part, float64(i)/float64(n)), 8, 8))
			}
		}
	})
}

// heading is the title and the subtitle: those given or, without, the date, the period and
// which incidents there are.
func (o Options) heading() (title, sub string) {
	title, sub = o.Title, o.Subtitle
	on := o.say("Zonas en vigor ese día", "Zones in force that day")
	if title == "" {
		title = o.say("Corredor Las Bambas – Matarani, ", "Las Bambas – Matarani corridor, ") + o.day(o.Date)
	} else {
		on = o.say("Zonas en vigor el ", "Zones in force on ") + o.day(o.Date)
	}
	if sub != "" {
		return title, sub
	}
	dated := o.shows("incidents") && o.From <= o.To && o.To != 0
	switch {
	case o.shows("zones") && dated:
		sub = on + o.say("; incidentes: ", "; incidents: ") + o.dayRange(o.From, o.To)
	case o.shows("zones"):
		sub = on
	case dated:
		sub = o.say("Incidentes: ", "Incidents: ") + o.dayRange(o.From, o.To)
	}
	if o.shows("incidents") && o.Only != "" {
		sub = strings.TrimPrefix(sub+". "+o.Only, ". ")
	}
	return title, sub
}

func (p *painter) title() string {
	title, _ := p.o.heading()
	return title
}

// credit is who made what is drawn, and as of when.
func (p *painter) credit() string {
	ground := p.o.of(makers)
	if p.o.Width < 800 && !p.o.Legend {
		ground = makersShort
	}
	if p.o.Credit == "" {
		return "Corredor · " + ground
	}
	return p.o.Credit + " · " + ground
}

// describe says what the picture shows to who does not see it.
func (p *painter) describe() string {
	var all []string
	day := p.o.day(p.o.Date)
	switch len(p.zones) {
	case 0:
		all = append(all, fmt.Sprintf(p.o.say("Ninguna zona de emergencia a la vista el %s.", "No emergency zone in view on %s."), day))
	default:
		var names []string
		for _, z := range p.zones {
			names = append(names, z.name)
		}
		all = append(all, fmt.Sprintf(p.o.say("Zonas de emergencia en vigor el %s: %s.", "Emergency zones in force on %s: %s."), day, strings.Join(names, "; ")))
	}
	if p.s.Shown > 0 {
		n := p.o.say("%s incidentes a la vista", "%s incidents in view")
		if p.s.Shown == 1 {
			n = p.o.say("%s incidente a la vista", "%s incident in view")
		}
		all = append(all, fmt.Sprintf(n, thousands(p.s.Shown))+" ("+p.inWords(p.s.Counts, "")+").")
	}
	return strings.Join(append(all, p.s.Notes...), " ")
}
