package tiles

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"corredor/geo"
)

// Days is a stretch of days, both ends included.
type Days struct{ First, Last geo.Day }

// plainValue is a value as a filter reads it: a string, a float64, a bool, a
// geo.Day or Days; nil where there is none.
func plainValue(f Field, value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case time.Time:
		value = geo.DayOf(v)
	case *time.Time:
		if v == nil {
			return nil, nil
		}
		value = geo.DayOf(*v)
	}
	switch value.(type) { // those that need no looking into
	case string:
		if f.Type == String {
			return value, nil
		}
	case bool:
		if f.Type == Boolean {
			return value, nil
		}
	case geo.Day:
		if f.Type == Day {
			return value, nil
		}
	case Days:
		if f.Type == Period {
			return value, nil
		}
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, nil
		}
		v = v.Elem()
	}
	switch {
	case f.Type == Day && v.Type() == reflect.TypeFor[geo.Day]():
		return v.Interface(), nil
	case f.Type == Period && v.Type() == reflect.TypeFor[Days]():
		return v.Interface(), nil
	case f.Type == String && v.Kind() == reflect.String:
		return v.String(), nil
	case f.Type == Boolean && v.Kind() == reflect.Bool:
		return v.Bool(), nil
	case f.Type == Number && v.CanInt():
		return float64(v.Int()), nil
	case f.Type == Number && v.CanUint():
		return float64(v.Uint()), nil
	case f.Type == Number && v.CanFloat() && !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0):
		return v.Float() + 0, nil // −0 becomes 0
	}
	return nil, fmt.Errorf("property %s is a %s; a %T does not fit", f.Name, f.Type, value)
}

// valueOf is a property's value as a Writer takes it.
func valueOf(f Field, value any) (v Value, err error) {
	plain, err := plainValue(f, value)
	if err != nil || plain == nil {
		return v, err
	}
	v.Set = true
	switch p := plain.(type) {
	case string:
		v.Text = []byte(p)
	case float64:
		v.Number = p
	case bool:
		v.Flag = p
	case geo.Day:
		v.Days = Days{p, p}
	case Days:
		v.Days = p
	}
	return v, nil
}
