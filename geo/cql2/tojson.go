package cql2

import (
	"bytes"
	"encoding/json"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// ToJSON writes e in the JSON form, which ParseJSON reads back to the same tree.
func ToJSON(e Expr) []byte { return appendJSON(nil, e) }

func appendJSON(b []byte, e Expr) []byte {
	switch e := e.(type) {
	case *Call:
		b = appendString(append(b, `{"op":`...), e.Op)
		b = appendList(append(b, `,"args":`...), e.Args)
		return append(b, '}')
	case Property:
		return append(appendString(append(b, `{"property":`...), e.Name), '}')
	case Text:
		return appendString(b, string(e))
	case Number:
		return appendNumber(b, float64(e))
	case Boolean:
		if e {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	case Date:
		return append(appendString(append(b, `{"date":`...), geo.Day(e).String()), '}')
	case Timestamp:
		return append(appendString(append(b, `{"timestamp":`...), timestamp(e)), '}')
	case Interval:
		b = appendInstant(append(b, `{"interval":[`...), e.From)
		b = appendInstant(append(b, ','), e.To)
		return append(b, "]}"...)
	case Geometry:
		return appendGeoJSON(b, e.Geometry)
	case Box:
		b = appendPosition(append(b, `{"bbox":`...), e.Min[0], e.Min[1], e.Max[0], e.Max[1])
		return append(b, '}')
	case List:
		return appendList(b, e)
	}
	return append(b, "null"...)
}

func appendList(b []byte, all []Expr) []byte { return appendArray(b, all, appendJSON) }

func appendInstant(b []byte, e Expr) []byte {
	if s, ok := instantText(e); ok {
		return appendString(b, s)
	}
	return appendJSON(b, e)
}

func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.Encode(s) // a text does not fail
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

func appendArray[G any](b []byte, all []G, write func([]byte, G) []byte) []byte {
	b = append(b, '[')
	for i, g := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, g)
	}
	return append(b, ']')
}

func appendPosition(b []byte, numbers ...float64) []byte {
	return appendArray(b, numbers, appendNumber)
}

func appendGeoJSON(b []byte, g orb.Geometry) []byte {
	kind, key := g.GeoJSONType(), `,"coordinates":`
	if _, ok := g.(orb.Collection); ok {
		kind, key = "GeometryCollection", `,"geometries":`
	}
	b = append(appendString(append(b, `{"type":`...), kind), key...)
	switch g := g.(type) {
	case orb.Point:
		b = appendPoint(b, g)
	case orb.LineString:
		b = appendArray(b, g, appendPoint)
	case orb.Polygon:
		b = appendPolygon(b, g)
	case orb.MultiPoint:
		b = appendArray(b, g, appendPoint)
	case orb.MultiLineString:
		b = appendArray(b, g, func(b []byte, l orb.LineString) []byte { return appendArray(b, l, appendPoint) })
	case orb.MultiPolygon:
		b = appendArray(b, g, appendPolygon)
	case orb.Collection:
		b = appendArray(b, g, appendGeoJSON)
	}
	return append(b, '}')
}

func appendPoint(b []byte, p orb.Point) []byte { return appendPosition(b, p[0], p[1]) }

func appendPolygon(b []byte, p orb.Polygon) []byte {
	return appendArray(b, p, func(b []byte, r orb.Ring) []byte { return appendArray(b, r, appendPoint) })
}
