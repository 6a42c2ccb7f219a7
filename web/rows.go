package web

import "corredor/geo"

// The rows as the collections give them; the comments there say what they mean.
type (
	sourceFact struct {
		ID     int64
		Name   string
		NameES string `json:"name_es"`
		URL    string
		Date   *day
		Of     string
	}
	incidentFact struct {
		ID                                                        int64 `json:"-"`
		Code, Kind, Status, Place, District, Province, Department string
		Category                                                  geo.Category
		Start                                                     day
		End                                                       *day
		PlaceES                                                   string             `json:"place_es"`
		TimePrecision                                             geo.TimePrecision  `json:"time_precision"`
		PlacePrecision                                            geo.PlacePrecision `json:"place_precision"`
		KmStated                                                  string             `json:"km_stated"`
		KmReference                                               string             `json:"km_reference"`
		KmReferenceES                                             string             `json:"km_reference_es"`
		DeathsLow                                                 *int               `json:"deaths_low"`
		DeathsBest                                                *int               `json:"deaths_best"`
		DeathsHigh                                                *int               `json:"deaths_high"`
		InjuredLow                                                *int               `json:"injured_low"`
		InjuredBest                                               *int               `json:"injured_best"`
		InjuredHigh                                               *int               `json:"injured_high"`
		InjuredText                                               string             `json:"injured_text"`
		Actors, Disagree                                          []string
		ActorsES                                                  []string `json:"actors_es"`
		Sources                                                   []sourceFact
		SummaryES                                                 string `json:"summary_es"`
		SummaryEN                                                 string `json:"summary_en"`
		Zones                                                     []struct {
			Zone     int64
			Decree   string
			TitleES  string `json:"title_es"`
			TitleEN  string `json:"title_en"`
			Relation string
		}

		KindES, KindEN string `json:"-"`
		folded         string // all that a search looks through
	}
	kindFact struct {
		Code    string
		LabelES string `json:"label_es"`
		LabelEN string `json:"label_en"`
	}
	actFact struct {
		ID                     int64 `json:"-"`
		Number, Evidence, Note string
		NoteES                 string `json:"note_es"`
		TitleES                string `json:"title_es"`
		TitleEN                string `json:"title_en"`
		Kind                   geo.Effect
		Published, Effective   *day
		WordsES                string `json:"words_es"`
		WordsEN                string `json:"words_en"`
		Zones, Lifts           []int64
		Sources                []sourceFact
	}
	zoneFact struct {
		ID           int64 `json:"-"`
		Decree       int64
		DecreeNumber string `json:"decree_number"`
		TitleES      string `json:"decree_title_es"`
		TitleEN      string `json:"decree_title_en"`
		Part, Parts  int
		Effect       geo.Effect
		Form         geo.Form
		Start, End   day
		Days         *int
		Lifted       *day
		LiftedBy     *int64 `json:"lifted_by"`
		LastDay      day    `json:"last_day"`
		TermInferred bool   `json:"term_inferred"`
		Evidence     string
		Extent       geo.Extent
		ExtentNoteES string `json:"extent_note_es"`
		ExtentNoteEN string `json:"extent_note_en"`
		FormES       string `json:"form_es"`
		FormEN       string `json:"form_en"`
		WordsES      string `json:"words_es"`
		WordsEN      string `json:"words_en"`
		Rights       []geo.Right
		RightsNote   string `json:"rights_note"`
		RightsNoteES string `json:"rights_note_es"`
		Chain        []int64
		AreaKm2      *float64 `json:"area_km2"`
		LengthKm     *float64 `json:"length_km"`
	}
	tableFact struct {
		ID                          int64 `json:"-"`
		Code, Kind, Started, Due    string
		NameES                      string `json:"name_es"`
		NameEN                      string `json:"name_en"`
		LegalBasis                  string `json:"legal_basis"`
		LegalBasisES                string `json:"legal_basis_es"`
		Parties, Place, Responsible string
		PartiesES                   string `json:"parties_es"`
		PlaceES                     string `json:"place_es"`
		ResponsibleES               string `json:"responsible_es"`
		DueES                       string `json:"due_es"`
		StatusES                    string `json:"status_es"`
		WithdrawalES                string `json:"withdrawal_es"`
		AgreedES                    string `json:"agreed_es"`
		AgreedEN                    string `json:"agreed_en"`
		Status, Withdrawal          string
		FollowUp                    string `json:"follow_up"`
		Source                      *sourceFact
		MeetingCounts               map[string]int `json:"meetings"`
		CommitmentCounts            map[string]int `json:"commitments"`

		Meetings    []meetingFact    `json:"-"`
		Commitments []commitmentFact `json:"-"`
	}
	meetingFact struct {
		ID                                   int64 `json:"-"`
		Code, Date, Space, Place, Kind, Next string
		Parties, Outcome                     string
		PlaceES                              string `json:"place_es"`
		PartiesES                            string `json:"parties_es"`
		OutcomeES                            string `json:"outcome_es"`
		Table                                *int64 `json:"dialogue_table"`
		Source                               *sourceFact
	}
	commitmentFact struct {
		ID                        int64 `json:"-"`
		Code, Agreed, Due, Status string
		Responsible, Beneficiary  string
		Commitment, Evidence      string
		ResponsibleES             string `json:"responsible_es"`
		BeneficiaryES             string `json:"beneficiary_es"`
		DueES                     string `json:"due_es"`
		CommitmentES              string `json:"commitment_es"`
		EvidenceES                string `json:"evidence_es"`
		StatusDate                string `json:"status_date"`
		Table                     *int64 `json:"dialogue_table"`
		Source                    *sourceFact
	}
)

// On returns the day an act takes effect or, not knowing it, was published.
func (a actFact) On() day {
	switch {
	case a.Effective != nil:
		return *a.Effective
	case a.Published != nil:
		return *a.Published
	}
	return day(geo.MinDay)
}

// day is a geo.Day that JSON writes as text.
type day geo.Day

func (d *day) UnmarshalText(text []byte) error {
	parsed, err := geo.ParseDay(string(text))
	*d = day(parsed)
	return err
}
