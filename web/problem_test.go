package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"corredor/geo"
)

func TestEveryKindOfProblemHasItsStatus(t *testing.T) {
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	const ours = "Something went wrong on our side. It has been noted under the request id."
	cause := errors.New(`relation "zone" does not exist`)
	for _, c := range []struct {
		err    error
		status int
		detail string
	}{
		{geo.Invalidf("bbox", "South lies north."), 400, "South lies north."},
		{geo.NotFoundf("No such thing."), 404, "No such thing."},
		{&geo.Problem{Kind: geo.Forbidden, Msg: "Not for you."}, 403, "Not for you."},
		{&geo.Problem{Kind: geo.Conflict, Msg: "Somebody was faster."}, 409, "Somebody was faster."},
		{&geo.Problem{Kind: geo.TooLarge, Msg: "Too much."}, 413, "Too much."},
		{fmt.Errorf("items: %w", geo.Unavailablef(cause, "Later.")), 503, "Later."},
		{&geo.Problem{Kind: geo.Internal, Msg: "table zone is gone", Err: cause}, 500, ours},
		{cause, 500, ours},
		{fmt.Errorf("items: %w", context.DeadlineExceeded), 503, "The answer took too long. Ask for less, or try again later."},
	} {
		p := problemOf(r, c.err)
		if p.Status != c.status || p.Detail != c.detail || p.Title != http.StatusText(c.status) {
			t.Errorf("%v: %+v", c.err, p)
		}
	}
	for kind := geo.Internal; kind.String() != fmt.Sprintf("kind %d", int(kind)); kind++ {
		if statusOf[kind] == 0 {
			t.Errorf("%s has no status", kind)
		}
	}
}
