package geo

// A Code names what is wrong in one word that does not change, for programs that say it
// in their own language. A Problem without one has that of its kind.
type Code string

// What is wrong with what one does to a draft.
const (
	CodeNoDraft        Code = "no_draft"
	CodeDraftOpen      Code = "draft_open"      // it is a draft still, and not submitted
	CodeDraftSubmitted Code = "draft_submitted" // and is not written on
	CodeDraftPublished Code = "draft_published"
	CodeDraftDeleted   Code = "draft_deleted"
	CodeDraftChanged   Code = "draft_changed" // by who, into version, since the version seen
	CodeZoneChanged    Code = "zone_changed"  // zone has version, and the change began from base
	CodeZoneElsewhere  Code = "zone_elsewhere"
	CodeOwnDraft       Code = "own_draft"
	CodeOtherDecree    Code = "other_decree"
	CodeReasonMissing  Code = "reason_missing"
	CodeLacking        Code = "lacking" // parameter says what
	CodeNumberTaken    Code = "number_taken"
	CodeNumberForm     Code = "number_form"
	CodeTooLong        Code = "too_long" // most bytes
	CodeTooMany        Code = "too_many" // most
	CodeBadDay         Code = "bad_day"
	CodeBadDays        Code = "bad_days" // most
	CodeNoAddress      Code = "no_address"
	CodeTangled        Code = "tangled" // most
	CodeLiftedEarly    Code = "lifted_early"
	CodeEndsEarly      Code = "ends_early"
	CodeKmBeyond       Code = "km_beyond"
	CodeReferred       Code = "referred" // to by others, and cannot go
	CodeGone           Code = "gone"     // what it refers to
)

// What is wrong in general: the code of a problem that has none of its own.
const (
	CodeInvalid       Code = "invalid"
	CodeSignIn        Code = "sign_in"
	CodeForbidden     Code = "forbidden"
	CodeNotFound      Code = "not_found"
	CodeWrongMethod   Code = "wrong_method"
	CodeConflict      Code = "conflict"
	CodeStale         Code = "stale"
	CodeTooLarge      Code = "too_large"
	CodeWrongType     Code = "wrong_type"
	CodeKeyReused     Code = "key_reused"
	CodeVersionUnsaid Code = "version_unsaid"
	CodeTooOften      Code = "too_often"
	CodeTooSlow       Code = "too_slow" // what was sent
	CodeInternal      Code = "internal"
	CodeBusy          Code = "busy"
)

// Coded gives a problem its code, and the values that its words need.
func (p *Problem) Coded(code Code, values map[string]any) *Problem {
	p.Code, p.Values = code, values
	return p
}
