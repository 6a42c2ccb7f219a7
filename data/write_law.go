package data

import (
	"regexp"

	"corredor/geo"
)

var decreeNumber = regexp.MustCompile(`^(DS|RM|RS|DU|DL) [0-9]{3}-[0-9]{4}-[A-Z]+$`)

var decreeWriting = writing{
	table: "decree",
	fields: fieldList([]field{
		plainField("number", func(c *change, name string, v any) any {
			s := readShort(c, name, v)
			if s != nil && !decreeNumber.MatchString(s.(string)) {
				c.fault(name, "%s must be written like DS 056-2019-PCM.", name)
				return nil
			}
			return s
		}),
		plainField("kind", readOneOf(geo.Effects())).needed(),
		plainField("published", readDay),
		plainField("effective", readDay),
		plainField("evidence", readShort).needed(),
		sourceField("decree_source", "decree", "of"),
	}, pairFields("title", readShort), pairFields("words", readLong), spanishFields("note", readLong)),
	parts: []part{{"decree_source", "decree"}},
}
