package data

import (
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

// constraints are those that say more than their code does, with the property
// that people should look at.
var constraints = map[string]struct {
	property, msg string
	code          geo.Code // empty for that of its kind
}{
	"incident_code_key":          {"code", "Another incident has this code.", ""},
	"actor_code_key":             {"code", "Another actor has this code.", ""},
	"dialogue_table_code_key":    {"code", "Another dialogue table has this code.", ""},
	"meeting_code_key":           {"code", "Another meeting has this code.", ""},
	"commitment_code_key":        {"code", "Another commitment has this code.", ""},
	"decree_number_key":          {"number", "Another decree has this number.", ""},
	"source_once":                {"url", "There is a source of this name, address and date already.", ""},
	"zone_part_once":             {"part", "The decree has a part of this number already.", ""},
	"zone_km_within_scale":       {"km_from", "The kilometres lie beyond the stretch on which the scale counts.", geo.CodeKmBeyond},
	"incident_ends_after_start":  {"end", "The last day comes before the first.", geo.CodeEndsEarly},
	"zone_ends_after_start":      {"end", "The last day comes before the first.", geo.CodeEndsEarly},
	"zone_lift_after_start":      {"lifted", "The zone is lifted before it begins.", geo.CodeLiftedEarly},
	"incident_deaths_ordered":    {"deaths_best", "The figures of deaths contradict each other.", ""},
	"incident_injured_ordered":   {"injured_best", "The figures of injured contradict each other.", ""},
	"zone_term_counts_first_day": {"end", "The last day is not the one that the number of days gives, the first included.", ""},
}

// nouns are what tables hold, for saying who still refers to an item.
var nouns = map[string]string{
	"incident": "incidents", "claim": "claims", "zone": "zones", "decree": "decrees", "meeting": "meetings",
	"commitment": "commitments", "actor": "actors", "place": "places", "dialogue_table": "dialogue tables",
	"incident_source": "incidents", "incident_actor": "incidents", "decree_source": "decrees",
	"commitment_status": "reports of commitments", "legal_instrument": "instruments", "ombudsman_case": "cases",
	"route_point": "route points", "zone_unit": "zones",
}

var plainName = regexp.MustCompile(`^[a-z_]+$`)

// writeRefused says in a sentence why the database did not take a write. It never
// repeats what the database says, which speaks of tables.
func writeRefused(err error, c Collection, operation string) error {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	known, told := constraints[answer.ConstraintName]
	problem := func(kind geo.Kind, param, msg string) *geo.Problem {
		return &geo.Problem{Kind: kind, Param: param, Msg: msg, Err: answer}
	}
	switch answer.Code {
	case "23505": // unique
		if told {
			return problem(geo.Conflict, known.property, known.msg).Coded(known.code, nil)
		}
		return problem(geo.Conflict, "", "There is such an item already.")
	case "23503": // a reference
		if operation == "delete" {
			noun := nouns[answer.TableName]
			if noun == "" {
				noun = "other items"
			}
			return problem(geo.Conflict, "", "It cannot be deleted while "+noun+" refer to it. Change or delete those first.").Coded(geo.CodeReferred, nil)
		}
		return problem(geo.Conflict, "", "What it refers to has just been deleted.").Coded(geo.CodeGone, nil)
	case "23514": // a check
		if told {
			return problem(geo.Invalid, known.property, known.msg).Coded(known.code, nil)
		}
		return problem(geo.Invalid, propertyOf(answer.ConstraintName, c), "The values contradict each other, or one is none that it can be.")
	case "23502": // not null
		return problem(geo.Invalid, propertyOf(answer.ColumnName, c), "A value is needed.")
	case "40001", "40P01", "55P03": // two editors in each other's way
		return problem(geo.Unavailable, "", "Somebody else is writing the same just now. Try again in a moment.")
	}
	if strings.HasPrefix(answer.Code, "22") || strings.HasPrefix(answer.Code, "54") { // values, sizes
		return problem(geo.Invalid, "", "One of the values cannot be kept.")
	}
	return err
}

// propertyOf finds the property in the name of a column or constraint.
func propertyOf(name string, c Collection) string {
	if !plainName.MatchString(name) {
		return ""
	}
	for _, f := range writings[c.ID].fields {
		if f.column == name || f.column != "" && strings.Contains(name, "_"+f.column+"_") {
			return f.name
		}
	}
	return ""
}

// deadlocked reports whether the database ended a transaction for the sake of
// another one.
func deadlocked(err error) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (answer.Code == "40P01" || answer.Code == "40001")
}
