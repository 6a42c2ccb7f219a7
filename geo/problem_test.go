package geo

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestAProblemSpeaksToBothReaders(t *testing.T) {
	p := &Problem{Kind: Unavailable, Msg: "The data are being loaded.", Param: "f", Err: io.ErrUnexpectedEOF}
	err := fmt.Errorf("incident 5: %w", p)
	if KindOf(err) != Unavailable || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("lost on the way up: %v", err)
	}
	if got, want := p.Error(), "f: The data are being loaded: unexpected EOF"; got != want {
		t.Errorf("the log says %q, want %q", got, want)
	}
	if KindOf(io.EOF) != Internal || (&Problem{Kind: NotFound}).Error() != "not found" || Kind(99).String() != "kind 99" {
		t.Error("an error that is no problem is ours")
	}
}

func TestEveryWordOfAnEnumIsValidAndOthersAreNot(t *testing.T) {
	for _, ok := range []bool{
		all(Categories()), all(ClosureModes()), all(Statuses()), all(TimePrecisions()),
		all(PlacePrecisions()), all(Forms()), all(Rights()), all(Effects()), all(Extents()),
	} {
		if !ok {
			t.Error("a listed word is not valid, or an unlisted one is")
		}
	}
	if !Exact.IsPoint() || InDistrict.IsPoint() || !KmRange.IsStrip() || Districts.IsStrip() || !Extends.MakesZone() || Lifts.MakesZone() {
		t.Error("a word means something else")
	}
}

func all[T interface {
	~string
	Valid() bool
}](words []T) bool {
	for _, w := range words {
		if !w.Valid() || T(string(w)+"x").Valid() {
			return false
		}
	}
	return len(words) > 1
}
