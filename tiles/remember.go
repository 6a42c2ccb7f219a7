package tiles

import (
	"errors"
	"sync"
)

// filterBudget is the memory that the remembered filters of a snapshot may take.
const filterBudget = 64 << 20

// filters remembers filters by what was asked, within a budget of bytes; the one
// asked for longest ago goes first. Each is made by one reader while the others
// wait.
type filters struct {
	mu    sync.Mutex // guards what follows
	asked map[string]*asked
	clock int64
	bytes int
}

var errUnmade = errors.New("tiles: the filter could not be made")

type asked struct {
	once   sync.Once
	filter *Filter
	err    error
	last   int64
	bytes  int
}

// Filter returns the filter made for a question on this snapshot before, or has
// it made. A failure is not remembered.
func (s *Snapshot) Filter(question string, make func() (*Filter, error)) (*Filter, error) {
	m := &s.filters
	m.mu.Lock()
	a := m.asked[question]
	if a == nil {
		if m.asked == nil {
			m.asked = map[string]*asked{}
		}
		a = &asked{}
		m.asked[question] = a
	}
	m.clock++
	a.last = m.clock
	m.mu.Unlock()
	a.once.Do(func() {
		a.err = errUnmade // and it stays so where make panics
		defer m.settle(question, a)
		a.filter, a.err = make()
	})
	return a.filter, a.err
}

// settle accounts for a filter just made and makes room for it.
func (m *filters) settle(question string, a *asked) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.err != nil {
		delete(m.asked, question)
		return
	}
	a.bytes = len(question) + filterBytes
	if a.filter != nil {
		a.bytes += a.filter.bytes
	}
	m.bytes += a.bytes
	for m.bytes > filterBudget && len(m.asked) > 1 {
		oldest := question
		for q, other := range m.asked {
			if other.bytes > 0 && q != question && (oldest == question || other.last < m.asked[oldest].last) {
				oldest = q
			}
		}
		if oldest == question {
			return // the others are still being made
		}
		m.bytes -= m.asked[oldest].bytes
		delete(m.asked, oldest)
	}
}
