package releases

import (
	"context"

	"corredor/data"
)

// Hold has items of these collections come from memory from now on, for who asks for them very
// often. It is not ok where one of them is too large for that, and then holds nothing.
func (r *Release) Hold(ctx context.Context, collections ...string) (ok bool, err error) {
	held := map[string]*data.Sieve{}
	for _, id := range collections {
		_, c, err := r.Collection(id)
		if err != nil {
			return false, err
		}
		s, err := c.Sieve(until(ctx, r.remembered(id)))
		if s == nil || err != nil {
			return false, err
		}
		held[id] = s
	}
	r.held.Store(&held)
	return true, nil
}

// heldOf is what is held of a collection, nil for nothing.
func (r *Release) heldOf(collection string) *data.Sieve {
	if held := r.held.Load(); held != nil {
		return (*held)[collection]
	}
	return nil
}
