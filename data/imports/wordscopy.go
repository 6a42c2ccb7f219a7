package imports

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// words writes the words of the new incidents.
func (n *incidents) words() error { return n.writeWords(n.ctx, n.batch.Tx) }

func (n *incidents) writeWords(ctx context.Context, tx pgx.Tx) error {
	if n.report.Accepted == 0 {
		return nil
	}
	err := n.copyFresh(ctx, tx, "incident_words (incident, search)", 2, func(kept []byte) []byte {
		words, _ := parted(kept)
		return words
	})
	if err != nil {
		return fmt.Errorf("add the words: %w", err)
	}
	return nil
}

// wordsBeside writes the words of many new incidents and builds their index by
// another connection, while this one writes all else: the index takes as long as
// all others together. It returns what waits for that. The words are there before
// the incidents are, and go again where these do not come.
func (n *incidents) wordsBeside() (wait func() error) {
	ctx, stop := context.WithCancel(n.ctx)
	done := make(chan error, 1)
	go func() { done <- n.batch.Beside(ctx, func(tx pgx.Tx) error { return n.rebuildWords(ctx, tx) }) }()
	n.undo = func() {
		stop()
		<-done
		// Words without an incident find nothing: it is no harm if they stay.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(n.ctx), time.Minute)
		defer cancel()
		_ = n.batch.Beside(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `delete from incident_words where incident between $1 and $2`, n.items[0], n.items[1])
			return err
		})
	}
	return func() error {
		err := <-done
		done <- nil // for undo
		stop()
		return err
	}
}

// rebuildWords sets the index of words aside while it writes.
func (n *incidents) rebuildWords(ctx context.Context, tx pgx.Tx) error {
	var index string
	err := tx.QueryRow(ctx, `select pg_get_indexdef('incident_words_search'::regclass)`).Scan(&index)
	if err == nil {
		_, err = tx.Exec(ctx, `drop index incident_words_search`)
	}
	if err == nil {
		err = n.writeWords(ctx, tx)
	}
	for _, sql := range []string{
		// The words of an index being built stand in a tree, which is gone through for
		// each: as long as it fits a processor's cache that takes two thirds of the time.
		`set local maintenance_work_mem = '4MB'`, index, `analyze incident_words`,
	} {
		if err == nil {
			_, err = tx.Exec(ctx, sql)
		}
	}
	return err
}
