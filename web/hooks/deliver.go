package hooks

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"corredor/data"
)

const (
	// callers is how many subscribers a server calls at one time.
	callers = 4
	// lease is how long a delivery is ours: longer than a call may take.
	lease = 3 * callTime
	// lookAgain is how often it is looked without being told whether anything is due.
	lookAgain = time.Second
	// tidyEvery is how often old deliveries are taken from the log.
	tidyEvery = time.Hour
	// firstPause and longestPause are those after a first and a last failure.
	firstPause   = 5 * time.Second
	longestPause = 24 * time.Hour
)

// Deliverer tells subscribers what there is to tell. Several, also on several servers, may work on one
// database.
type Deliverer struct {
	Store  *data.Store
	Policy Policy
	// Body writes what is said: the same each time it is given the same delivery.
	Body func(data.Delivery) ([]byte, error)
	// Agent is what we call ourselves.
	Agent string
	// Patience is how long a call may take; 0 is ten seconds.
	Patience time.Duration
	// Pause is how long is waited after so many failures before; nil is Pause.
	Pause func(failures int) time.Duration
	Log   *slog.Logger

	// Told, Failed and GivenUp count attempts that were taken, that were not, and deliveries that are not
	// tried again; Waiting is how many there were to tell when it was last looked.
	Told, Failed, GivenUp, Waiting atomic.Int64

	once sync.Once
	rung chan struct{}
}

// Ring has it look at once. It may be called from anywhere.
func (d *Deliverer) Ring() {
	select {
	case d.bell() <- struct{}{}:
	default: // it is rung already
	}
}

func (d *Deliverer) bell() chan struct{} {
	d.once.Do(func() { d.rung = make(chan struct{}, 1) })
	return d.rung
}

// Run works until ctx ends. A call under way is let go then: it is made again by whoever comes
// next.
func (d *Deliverer) Run(ctx context.Context) {
	patience := d.Patience
	if patience == 0 {
		patience = callTime
	}
	client := d.Policy.client(patience)
	defer client.CloseIdleConnections()
	var at sync.WaitGroup
	defer at.Wait()
	free := make(chan struct{}, callers)
	look, tidy := time.NewTicker(lookAgain), time.NewTicker(tidyEvery)
	defer look.Stop()
	defer tidy.Stop()
	for {
		if ctx.Err() == nil {
			d.turn(ctx, client, free, &at)
		}
		select {
		case <-ctx.Done():
			return
		case <-tidy.C:
			if err := d.Store.PruneWebhooks(ctx); err != nil {
				d.complain(ctx, "the log of webhooks was not shortened", err)
			}
		case <-d.bell():
		case <-look.C:
		}
	}
}

// turn queues what has changed, and calls whom there is something to tell.
func (d *Deliverer) turn(ctx context.Context, client *http.Client, free chan struct{}, at *sync.WaitGroup) {
	if _, err := d.Store.QueueWebhooks(ctx); err != nil {
		d.complain(ctx, "events are not queued for webhooks", err) // what is queued is told all the same
	}
	for {
		select {
		case free <- struct{}{}:
		default:
			return // all are calling; who comes back looks again
		}
		due, err := d.Store.ClaimDelivery(ctx, lease)
		if err != nil || due == nil {
			<-free
			if err != nil {
				d.complain(ctx, "webhooks are not called", err)
			} else if n, err := d.Store.WaitingDeliveries(ctx); err == nil {
				d.Waiting.Store(n)
			}
			return
		}
		at.Go(func() {
			defer d.Ring()
			defer func() { <-free }()
			d.deliver(ctx, client, *due)
		})
	}
}

// deliver makes one call and writes down what became of it.
func (d *Deliverer) deliver(ctx context.Context, client *http.Client, due data.Delivery) {
	t := data.Try{}
	body, err := d.Body(due)
	began := time.Now()
	if err != nil {
		d.Log.Error("a webhook has nothing to say", "delivery", due.ID, "err", err)
		t.Said = "It could not be written."
	} else {
		t.Status, t.Said = call(ctx, client, due.URL, d.headers(due, began, body), body)
	}
	if ctx.Err() != nil {
		return // we are to stop; that is no fault of theirs
	}
	t.Took = time.Since(began)
	if t.Good() {
		d.Told.Add(1)
	} else {
		d.Failed.Add(1)
	}
	over, err := d.Store.SettleDelivery(ctx, due, t, d.pause())
	if err != nil {
		d.complain(ctx, "it was not written down what became of a webhook", err)
	} else if over {
		d.GivenUp.Add(1)
	}
}

// headers are those of a call.
func (d *Deliverer) headers(due data.Delivery, at time.Time, body []byte) http.Header {
	id := MessageID(due)
	h := http.Header{}
	// Standard Webhooks has them in small letters, which is the same to HTTP.
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", d.Agent)
	h.Set("Corredor-Event", due.Kind)
	h.Set("Corredor-Delivery", fmt.Sprintf("%d.%d", due.ID, due.Tries+1))
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("Webhook-Signature", Sign(due.Secrets, id, at, body))
	return h
}

// MessageID names what is told, the same however often it is tried.
func MessageID(due data.Delivery) string { return "msg_" + strconv.FormatInt(due.ID, 10) }

// Pause is how long is waited after so many failures before: four times as long each time, a fifth
// more or less so that not all come at once.
func Pause(failures int) time.Duration {
	pause := longestPause
	if failures < 8 {
		pause = min(firstPause<<(2*failures), longestPause)
	}
	return time.Duration(float64(pause) * (0.8 + 0.4*rand.Float64()))
}

func (d *Deliverer) pause() func(int) time.Duration {
	if d.Pause != nil {
		return d.Pause
	}
	return Pause
}

// complain tells the log, but not while the database is known to be away, which it is told by others.
func (d *Deliverer) complain(ctx context.Context, msg string, err error) {
	if ctx.Err() == nil && !d.Store.Down() {
		d.Log.Warn(msg, "err", err)
	}
}
