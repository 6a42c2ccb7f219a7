package synthetic

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// binaryHead and binaryTail stand round the tuples of a binary COPY.
const (
	binaryHead = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	binaryTail = "\xff\xff"
)

// columns are those that appendTuple writes, in its order.
const columns = `id, code, kind, closure_mode, status, starts, ends, time_precision, place, gazetteer, district, province,
	department, area, geom, place_precision, route, measure_m, scale, km, km_uncertainty_m, km_extrapolated,
	deaths_low, deaths_best, deaths_high, injured_low, injured_best, injured_high,
	summary_en, summary_es, summary_es_translated`

const columnCount = 31

// tuple is a row of a binary COPY, built value by value.
type tuple []byte

// appendTuple writes an incident under an id, with the ids of the haul route and of
// its scale.
func appendTuple(t tuple, i *Incident, id, route, scale int64) tuple {
	t = binary.BigEndian.AppendUint16(t, columnCount)
	t = t.whole(id)
	from := t.begin()
	t = appendCode(append(t, 0, 0, 0, 0), i.Number)
	t.end(from)
	t = t.text(i.Pattern.Kind).text(i.ClosureMode).text(i.Status).day(i.Start)
	if i.End < i.Start {
		t = t.null()
	} else {
		t = t.day(i.End)
	}
	t = t.text(i.Pattern.TimePrecision).text(i.Place.Name)
	if i.Place.Gazetteer == 0 {
		t = t.null()
	} else {
		t = t.whole(i.Place.Gazetteer)
	}
	t = t.text(i.Place.District).text(i.Place.Province).text(i.Place.Department)
	if i.OnRoad {
		t = t.text("corridor")
	} else {
		t = t.text(i.Place.Department)
	}
	t = t.point(i.At).text(i.Pattern.PlacePrecision)
	t = t.road(i, route, scale)
	for _, n := range [2]int{i.Deaths, i.Injured} {
		for range 3 {
			t = t.people(n)
		}
	}
	t = t.text(i.Pattern.LabelEN+" at ", i.Place.Name, ".").text(i.Pattern.LabelES+" en ", i.Place.Name, ".")
	return append(t, 0, 0, 0, 1, 0)
}

func appendCode(b []byte, number int) []byte {
	b = append(b, "SYN"...)
	for least := 10_000_000; least > number && least > 1; least /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(number), 10)
}

// road writes where it lies along the haul route.
func (t tuple) road(i *Incident, route, scale int64) tuple {
	if !i.OnRoad {
		return t.null().null().null().null().null().null()
	}
	t = t.whole(route).float(i.MeasureM)
	if !i.HasKm {
		return t.null().null().null().null()
	}
	t = t.whole(scale).float(float64(i.Km.Km) / 1000).float(i.Km.UncertaintyM)
	if i.Km.Extrapolated {
		return append(t, 0, 0, 0, 1, 1)
	}
	return append(t, 0, 0, 0, 1, 0)
}

// begin is where a value's length stands; end sets it.
func (t tuple) begin() int { return len(t) }

func (t tuple) end(from int) {
	binary.BigEndian.PutUint32(t[from:], uint32(len(t)-from-4))
}

func (t tuple) null() tuple { return append(t, 0xff, 0xff, 0xff, 0xff) }

func (t tuple) whole(n int64) tuple {
	return binary.BigEndian.AppendUint64(append(t, 0, 0, 0, 8), uint64(n))
}

func (t tuple) float(f float64) tuple {
	return binary.BigEndian.AppendUint64(append(t, 0, 0, 0, 8), math.Float64bits(f))
}

func (t tuple) people(n int) tuple {
	if n < 0 {
		return t.null()
	}
	return binary.BigEndian.AppendUint32(append(t, 0, 0, 0, 4), uint32(n))
}

// daysTo2000 are those from the beginning of geo.Day to that of a date.
const daysTo2000 = 10957

func (t tuple) day(d geo.Day) tuple {
	return binary.BigEndian.AppendUint32(append(t, 0, 0, 0, 4), uint32(int32(d)-daysTo2000))
}

// text writes texts as one, null where it is empty.
func (t tuple) text(parts ...string) tuple {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n == 0 {
		return t.null()
	}
	t = binary.BigEndian.AppendUint32(t, uint32(n))
	for _, p := range parts {
		t = append(t, p...)
	}
	return t
}

// point writes EWKB.
func (t tuple) point(p orb.Point) tuple {
	t = append(t, 0, 0, 0, 25, 0, 0x20, 0, 0, 1)
	t = binary.BigEndian.AppendUint32(t, 4326)
	t = binary.BigEndian.AppendUint64(t, math.Float64bits(p[0]))
	return binary.BigEndian.AppendUint64(t, math.Float64bits(p[1]))
}
