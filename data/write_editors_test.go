package data

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"corredor/geo"
)

// TestOfTwoEditorsTheSecondIsTold: the first holds its transaction open after
// writing; the second waits for it, and then learns that what it saw has changed.
func TestOfTwoEditorsTheSecondIsTold(t *testing.T) {
	d := newDesk(t)
	_, tag := d.got("incidents", 3)
	first, err := d.s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer first.Rollback(context.WithoutCancel(t.Context()))
	one := &change{ctx: t.Context(), tx: first, store: d.s, viewer: d.v, collection: collection("incidents"),
		writing: writings["incidents"], operation: "update", id: 3, write: Write{Tags: []string{tag}}}
	sent, err := readObject([]byte(`{"properties": {"note": "the first"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.run(sent); err != nil {
		t.Fatal(err)
	}

	second := make(chan error, 1)
	go func() {
		_, err := d.s.Update(t.Context(), d.v, collection("incidents"), 3,
			Write{Tags: []string{tag}, Body: []byte(`{"properties": {"note": "the second"}}`)})
		second <- err
	}()
	select {
	case err := <-second:
		t.Fatalf("the second did not wait: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-second; geo.KindOf(err) != geo.Stale {
		t.Errorf("the second: %v", err)
	}
	if now, _ := d.got("incidents", 3); propertiesOf(now)["note"] != "the first" {
		t.Errorf("it says %v", propertiesOf(now)["note"])
	}
}

// TestOfManyEditorsOneWins: with the same tag in hand exactly one writes.
func TestOfManyEditorsOneWins(t *testing.T) {
	d := newDesk(t)
	_, tag := d.got("decrees", 2)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, errs[i] = d.s.Update(t.Context(), d.v, collection("decrees"), 2,
				Write{Tags: []string{tag}, Body: []byte(fmt.Sprintf(`{"properties": {"note": "editor %d"}}`, i))})
		}()
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case geo.KindOf(err) != geo.Stale:
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d have written", won)
	}
}

func TestAnEditorWhoNeverEndsIsNotWaitedForEver(t *testing.T) {
	d := newDesk(t)
	slow, err := d.s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Rollback(context.WithoutCancel(t.Context()))
	if _, err := slow.Exec(t.Context(), `select from incident where id = 3 for update`); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = d.patch("incidents", 3, `{"properties": {"note": "x"}}`)
	if geo.KindOf(err) != geo.Unavailable || time.Since(began) > 2*lockTime {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
}

func TestNobodyWritesWithoutAToken(t *testing.T) {
	d := newDesk(t)
	for _, id := range []string{"incidents", "zones", "routes"} {
		w := Write{Body: []byte(newIncident)}
		_, created := d.s.Create(t.Context(), geo.Anyone, collection(id), w)
		_, replaced := d.s.Replace(t.Context(), geo.Anyone, collection(id), 1, w)
		_, updated := d.s.Update(t.Context(), geo.Anyone, collection(id), 1, w)
		for _, err := range []error{created, replaced, updated, d.s.Delete(t.Context(), geo.Anyone, collection(id), 1, w)} {
			if geo.KindOf(err) != geo.Unidentified {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
	if err := d.s.Delete(t.Context(), d.v, collection("routes"), 1, Write{}); geo.KindOf(err) != geo.Forbidden {
		t.Errorf("routes: %v", err)
	}
}

// TestSQLIsAValueLikeAnyOther puts what SQL would do harm with into every text of
// every collection.
func TestSQLIsAValueLikeAnyOther(t *testing.T) {
	d := newDesk(t)
	before := one[int](t, d.s, `select count(*) from incident`)
	const evil = `x'); drop table incident; --`
	texts := []string{`\'; select pg_sleep(9); --`, `$1`, `{"a":`, "%s%n", strings.Repeat("'", 200)}
	values := []string{`{"a": "` + evil + `"}`, `["` + evil + `"]`, `[[[[]]]]`, `1e308`, `-9223372036854775809`, `true`, `[{"id": "` + evil + `"}]`, `[null]`}
	for id, w := range writings {
		var first Feature
		if err := d.s.Items(t.Context(), d.v, collection(id), Query{Limit: 1}, func(f Feature) error { first = f; return nil }); err != nil {
			t.Fatal(err)
		}
		was := d.read(first)
		for i, f := range w.fields {
			for _, value := range []string{evil, texts[i%len(texts)]} {
				_, err := d.patch(id, first.ID, string(body(t, map[string]any{"properties": map[string]any{f.name: value}})))
				if err == nil {
					now, _ := d.got(id, first.ID)
					if propertiesOf(now)[f.name] != value {
						t.Errorf("%s.%s holds %v", id, f.name, propertiesOf(now)[f.name])
					}
				} else if kind := geo.KindOf(err); kind != geo.Invalid || strings.Contains(err.Error(), "syntax") {
					t.Errorf("%s.%s: %v", id, f.name, err)
				}
			}
			for _, value := range []string{values[i%len(values)], values[(i+3)%len(values)]} {
				_, err := d.patch(id, first.ID, `{"properties": {"`+f.name+`": `+value+`}}`)
				if kind := geo.KindOf(err); err != nil && kind != geo.Invalid {
					t.Errorf("%s.%s = %s: %v", id, f.name, value, err)
				}
			}
		}
		if _, err := d.s.Replace(t.Context(), d.v, collection(id), first.ID, Write{Body: body(t, own(id, was))}); err != nil {
			t.Errorf("%s cannot be put back: %v", id, err)
		}
		now, _ := d.got(id, first.ID)
		if !sameJSON(was, now) {
			t.Errorf("%s was\n%v\nand is\n%v", id, was, now)
		}
	}
	if after := one[int](t, d.s, `select count(*) from incident`); after != before {
		t.Errorf("%d incidents, were %d", after, before)
	}
}

// TestEditorsWhoWaitForEachOtherBothEnd: one deletes an incident, which takes its
// claims, while others write those claims, which may change the incident.
func TestEditorsWhoWaitForEachOtherBothEnd(t *testing.T) {
	d := newDesk(t)
	for round := range 4 {
		id, _ := d.create("incidents", newIncident)
		var claims []int64
		for i := range 4 {
			claim, _ := d.create("claims", fmt.Sprintf(`{"type": "Feature", "properties": {"incident": %d, "field": "deaths", "value": "%d", "low": %d, "high": %d, "source": 1}}`, id, i, i, i))
			claims = append(claims, claim)
		}
		var wg sync.WaitGroup
		wg.Add(1 + len(claims))
		go func() {
			defer wg.Done()
			if err := d.s.Delete(t.Context(), d.v, collection("incidents"), id, Write{}); err != nil {
				t.Errorf("round %d: the incident: %v", round, err)
			}
		}()
		for _, claim := range claims {
			go func() {
				defer wg.Done()
				_, err := d.s.Update(t.Context(), d.v, collection("claims"), claim, Write{Body: []byte(`{"properties": {"low": 7, "high": 9}}`)})
				if err != nil && geo.KindOf(err) != geo.NotFound {
					t.Errorf("round %d: a claim: %v", round, err)
				}
			}()
		}
		wg.Wait()
	}
}
