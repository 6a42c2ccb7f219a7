package data

import (
	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

var tableWriting = writing{
	table: "dialogue_table",
	fields: fieldList([]field{
		plainField("code", readShort).needed().otherwise(numberedCode("DLG")),
		plainField("kind", readOneOf(codes["table_kind"])).needed(),
		statedField("started", "started"),
		plainField("area", readShort),
		plainField("agreed_es", readLong), plainField("agreed_en", readLong),
		namedField("due", "due_stated", readShort), plainField("due_es", readShort),
		plainField("follow_up", readLong),
		plainField("source", readSource),
		caseField("table_case", "dialogue_table"),
	}, pairFields("name", readShort), spanishFields("legal_basis", readLong), spanishFields("parties", readLong),
		spanishFields("place", readShort), spanishFields("responsible", readLong), spanishFields("status", readLong),
		spanishFields("withdrawal", readLong), spanishFields("note", readLong)),
	parts: []part{{"table_case", "dialogue_table"}},
}

var meetingWriting = writing{
	table: "meeting",
	fields: fieldList([]field{
		plainField("code", readShort).needed().otherwise(numberedCode("MTG")),
		{name: "date", need: true, set: func(c *change, v any) {
			if s := readStated(c, "date", v); s != nil {
				c.setStated("held", s)
			}
		}},
		plainField("dialogue_table", readID("dialogue_table", "dialogue table")),
		plainField("kind", readOneOf(codes["meeting_kind"])).needed(),
		namedField("next", "next_stated", readShort),
		plainField("source", readSource).needed(),
		caseField("meeting_case", "meeting"),
	}, neededFields("space", readShort), spanishFields("place", readShort), neededFields("parties", readLong),
		neededFields("outcome", readLong)),
	parts: []part{{"meeting_case", "meeting"}},
}

var commitmentWriting = writing{
	table: "commitment",
	fields: fieldList([]field{
		plainField("code", readShort).needed().otherwise(numberedCode("CMT")),
		statedField("agreed", "agreed"),
		plainField("dialogue_table", readID("dialogue_table", "dialogue table")),
		statedField("due", "due"), plainField("due_es", readShort),
		plainField("source", readSource).needed(),
		caseField("commitment_case", "commitment"),
		{name: "status", need: true, absent: func(c *change) any {
			if c.operation == "create" {
				return "unknown"
			}
			return nil
		}, set: func(c *change, v any) {
			readOneOf(codes["commitment_status"])(c, "status", v)
		}},
		{name: "status_date", set: func(c *change, v any) {
			readOptional(c, "status_date", v, readShort)
		}},
		{name: "evidence", set: func(c *change, v any) {
			readOptional(c, "evidence", v, readLong)
		}},
		{name: "evidence_es", set: func(c *change, v any) {
			readOptional(c, "evidence_es", v, readLong)
		}},
	}, neededFields("space", readShort), neededFields("commitment", readLong), spanishFields("responsible", readLong),
		spanishFields("beneficiary", readLong)),
	check: checkReport,
	after: keepReport,
	parts: []part{{"commitment_status", "commitment"}, {"commitment_case", "commitment"}},
}

// How a commitment stands is a row of reports: another status_date is another
// report and leaves the earlier ones; the same status_date mends the last one.

func (c *change) sameReport() bool {
	return c.operation != "create" && sameJSON(c.after.properties["status_date"], c.before.properties["status_date"])
}

func checkReport(c *change) {
	if c.operation == "create" || c.sameReport() {
		return
	}
	before, _ := c.before.properties["status_date"].(string)
	_, readID, dated := geo.ParseStated(before)
	_, now, ok := geo.ParseStated(c.said("status_date"))
	if dated && (!ok || now < readID) {
		c.fault("status_date", "The last report of this commitment is of %s; a further one is of that time or later.", before)
	}
}

func keepReport(c *change) error {
	if c.operation == "delete" || !c.changes("status", "status_date", "evidence", "evidence_es") {
		return nil
	}
	one := change{}
	one.setStated("reported", c.after.properties["status_date"])
	args := []any{c.after.properties["status"], one.values[0], one.values[1],
		c.after.properties["evidence"], c.after.properties["evidence_es"]}
	if c.sameReport() {
		var last int64
		err := c.tx.QueryRow(c.ctx, `
			select id from commitment_status where commitment = $1
			order by upper(reported) desc nulls last, id desc limit 1`, c.id).Scan(&last)
		if err == nil {
			_, err = c.tx.Exec(c.ctx, `
				update commitment_status set status = $2, reported_stated = $3, reported = $4::daterange, evidence = $5, evidence_es = $6
				where id = $1`,
				append([]any{last}, args...)...)
			return err
		}
		if err != pgx.ErrNoRows {
			return err
		}
	}
	return c.run1(`
		insert into commitment_status (commitment, status, reported_stated, reported, evidence, evidence_es, source)
		select id, $2, $3, $4::daterange, $5, $6, source from commitment where id = $1`, args...)
}
