package data

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

func TestADatabaseThatIsGoneIsUnavailableAndNoFault(t *testing.T) {
	s := seeded(t)
	routes := mustFind(t, "routes")
	s.Close()
	_, matched := s.Matched(t.Context(), geo.Anyone, routes, Query{})
	_, item := s.Item(t.Context(), geo.Anyone, routes, 1, 0)
	_, extent := s.Extent(t.Context(), geo.Anyone, routes)
	items := s.Items(t.Context(), geo.Anyone, routes, Query{}, nil)
	for name, err := range map[string]error{"matched": matched, "item": item, "extent": extent, "items": items} {
		if geo.KindOf(err) != geo.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	for code, want := range map[string]bool{"57P01": true, "57P03": true, "08006": true, "53300": true, "42P01": false, "22P02": false} {
		if unreachable(&pgconn.PgError{Code: code}) != want {
			t.Errorf("%s counts as unreachable: %t", code, !want)
		}
	}
	if unreachable(context.Canceled) || unreachable(errors.New("x")) {
		t.Error("a reader who left is no fault of the database")
	}
}

func TestANumberLargerThanItsColumnFindsNothing(t *testing.T) {
	s := seeded(t)
	for _, n := range []string{"2147483648", "-99999999999", "9223372036854775807"} {
		for _, c := range Collections() {
			for _, f := range c.Properties {
				if !f.Whole {
					continue
				}
				if got, err := s.Matched(t.Context(), geo.Anyone, c, Query{Equals: map[string]string{f.Name: n}}); err != nil || got != 0 {
					t.Errorf("%s?%s=%s: %d, %v", c.ID, f.Name, n, got, err)
				}
			}
		}
	}
}
