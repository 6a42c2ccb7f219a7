package tiles

import (
	"container/list"
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
	made  list.List // of *asked, the one asked for last in front
	bytes int
}

var errUnmade = errors.New("tiles: the filter could not be made")

type asked struct {
	question string
	once     sync.Once
	filter   *Filter
	err      error
	place    *list.Element // in made, nil while it is being made
	bytes    int
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
		a = &asked{question: question}
		m.asked[question] = a
	}
	if a.place != nil {
		m.made.MoveToFront(a.place)
	}
	m.mu.Unlock()
	a.once.Do(func() {
		a.err = errUnmade // and it stays so where make panics
		defer m.settle(a)
		a.filter, a.err = make()
	})
	return a.filter, a.err
}

// settle accounts for a filter just made and makes room for it.
func (m *filters) settle(a *asked) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.err != nil {
		delete(m.asked, a.question)
		return
	}
	a.bytes = len(a.question) + filterBytes
	if a.filter != nil {
		a.bytes += a.filter.bytes
	}
	a.place = m.made.PushFront(a)
	m.bytes += a.bytes
	for m.bytes > filterBudget && m.made.Len() > 1 {
		oldest := m.made.Remove(m.made.Back()).(*asked)
		m.bytes -= oldest.bytes
		delete(m.asked, oldest.question)
	}
}
