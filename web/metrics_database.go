package web

import (
	"github.com/prometheus/client_golang/prometheus"

	"corredor/data"
)

func gaugeOf(name, help string, read func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "corredor_" + name, Help: help}, read)
}

func countOf(name, help string, read func() int64) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "corredor_" + name, Help: help}, func() float64 { return float64(read()) })
}

// databaseGauges watch the database and the connections to it.
func databaseGauges(store *data.Store) []prometheus.Collector {
	all := []prometheus.Collector{
		gaugeOf("database_up", "1 while the database answers, else 0.", func() float64 {
			if store.Down() {
				return 0
			}
			return 1
		}),
		countOf("database_refused_total", "Questions and writes refused because no connection became free in time.", store.Refused),
		countOf("memory_answers_total", "Questions answered from memory because the database did not answer.", store.Recalled),
		countOf("standby_answers_total", "Questions put to the standby.", func() int64 { n, _ := store.Standby(); return n }),
		countOf("standby_passed_total", "Questions put to the primary because the standby was behind or did not answer.", func() int64 { _, n := store.Standby(); return n }),
		gaugeOf("memory_bytes", "About what the copy of the items in memory takes, packed.", func() float64 { return float64(store.Kept().Bytes()) }),
	}
	for name, pool := range store.Pools() {
		all = append(all, prometheus.WrapCollectorWith(prometheus.Labels{"pool": name}, poolGauges{pool}))
	}
	return all
}

// poolGauges watch one pool of connections.
type poolGauges struct{ pool func() data.Pool }

var (
	poolUsed  = prometheus.NewDesc("corredor_database_connections_used", "Connections at work.", nil, nil)
	poolIdle  = prometheus.NewDesc("corredor_database_connections_idle", "Connections at rest.", nil, nil)
	poolMost  = prometheus.NewDesc("corredor_database_connections_most", "Connections there may be.", nil, nil)
	poolWaits = prometheus.NewDesc("corredor_database_waits_total", "Questions that had to wait for a connection.", nil, nil)
)

func (g poolGauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{poolUsed, poolIdle, poolMost, poolWaits} {
		to <- d
	}
}

func (g poolGauges) Collect(to chan<- prometheus.Metric) {
	stat := g.pool()
	to <- prometheus.MustNewConstMetric(poolUsed, prometheus.GaugeValue, float64(stat.Used))
	to <- prometheus.MustNewConstMetric(poolIdle, prometheus.GaugeValue, float64(stat.Idle))
	to <- prometheus.MustNewConstMetric(poolMost, prometheus.GaugeValue, float64(stat.Most))
	to <- prometheus.MustNewConstMetric(poolWaits, prometheus.CounterValue, float64(stat.Waits))
}

// shelfGauges watch the snapshot on the disk.
func shelfGauges(shelf *data.Shelf) []prometheus.Collector {
	return []prometheus.Collector{
		countOf("snapshot_saved_total", "Snapshots written to the disk.", shelf.Saved.Load),
		countOf("snapshot_failed_total", "Snapshots that could not be written to the disk.", shelf.Failed.Load),
		gaugeOf("snapshot_saved_timestamp_seconds", "When one was written last; 0 for never since the start.", func() float64 { return float64(shelf.SavedAt.Load()) }),
	}
}
