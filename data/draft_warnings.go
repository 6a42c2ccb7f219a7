package data

import (
	"fmt"

	"corredor/geo"
)

// A Warning tells what is unusual about a draft. It keeps nobody from submitting it: the
// act may say so.
type Warning struct {
	Param string `json:"parameter"`
	geo.Pair
}

// An emergency act is in force from the day after it is published, or soon after. A first
// day that lies further off than this is likely a slip of the pen.
const (
	longBefore = 30 // days
	longAfter  = 60
)

// Warnings tells what is unusual about the days and the rights of a draft.
func (c DraftContent) Warnings() []Warning {
	all := []Warning{}
	warn := func(name, es, en string, args ...any) {
		all = append(all, Warning{name, geo.Pair{ES: fmt.Sprintf(es, args...), EN: fmt.Sprintf(en, args...)}})
	}
	like := -1 // the first zone that says its term
	for i, z := range c.Zones {
		at := fmt.Sprintf("zones[%d].", i)
		if z.First != nil && c.Decree.Published != nil {
			switch off := int(*z.First) - int(*c.Decree.Published); {
			case off < -longBefore:
				warn(at+"start", "La zona %d empieza %d días antes de que se publicara la norma.", "Zone %d begins %d days before the act was published.", i+1, -off)
			case off > longAfter:
				warn(at+"start", "La zona %d empieza %d días después de que se publicara la norma.", "Zone %d begins %d days after the act was published.", i+1, off)
			}
		}
		if z.Effect == geo.Declares && z.Zone == 0 && len(z.Rights) == 0 && z.RightsNote == "" {
			warn(at+"rights", "La zona %d declara, y no dice qué derechos suspende.", "Zone %d declares, and does not say which rights it suspends.", i+1)
		}
		if z.First == nil || z.Days == nil {
			continue
		}
		if like < 0 {
			like = i
		} else if of := c.Zones[like]; *of.First != *z.First || *of.Days != *z.Days {
			warn(at+"days", "La zona %d no tiene el mismo plazo que la zona %d.", "Zone %d does not have the same term as zone %d.", i+1, like+1)
		}
	}
	return all
}
