package data

import "context"

const (
	// firstChunk is how many items are fetched at first, so that the answer begins
	// soon. The next ones are as long as chunkBytes allow.
	firstChunk = 500
	mostChunk  = 8000
	chunkBytes = 3 << 20
	// workers fetch chunks at the same time. As many wait at most, fetched, for the
	// reader.
	workers = 2
)

// fetched is a chunk of an answer.
type fetched struct {
	features []Feature
	size     int // bytes
	err      error
}

// inChunks fetches the items of these ids, and hands them to yield in their order.
func (s *Store) inChunks(ctx context.Context, sql string, ids []int64, yield func(Feature) error) error {
	ctx, cancel := context.WithCancel(ctx)
	sql += ` where c.id = any($1::bigint[]) order by c.id`
	var queue []chan fetched
	defer func() {
		cancel()
		for _, q := range queue { // no connection is left behind
			<-q
		}
	}()
	long, each := firstChunk, 0
	ahead := func() {
		for len(queue) < workers && len(ids) > 0 {
			some := ids[:min(long, len(ids))]
			ids = ids[len(some):]
			about, done := each*len(some), make(chan fetched, 1)
			ctx := ctx
			if each > 0 { // the answer has begun
				ctx = patiently(ctx)
			}
			go func() {
				features, size, err := s.features(ctx, s.reads, about, sql, some)
				done <- fetched{features, size, err}
			}()
			queue = append(queue, done)
		}
	}
	for ahead(); len(queue) > 0; {
		now := <-queue[0]
		queue = queue[1:]
		if now.err != nil {
			return now.err
		}
		if now.size > 0 {
			long = min(max(len(now.features)*chunkBytes/now.size, 1), mostChunk)
			each = now.size/len(now.features) + 16
		}
		ahead()
		for _, f := range now.features {
			if err := yield(f); err != nil {
				return err
			}
		}
	}
	return nil
}
