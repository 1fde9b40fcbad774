package models

// Questionnaire is what raters are asked. It is frozen when a cycle is launched.
type Questionnaire struct {
	ID           string         `yaml:"id" json:"id"`
	Version      int            `yaml:"version" json:"version"`
	Language     string         `yaml:"language" json:"language"`
	Title        string         `yaml:"title" json:"title"`
	Stem         Wording        `yaml:"stem" json:"stem"`
	Scale        []ScalePoint   `yaml:"scale" json:"scale"`
	NotObserved  NotObserved    `yaml:"not_observed" json:"not_observed"`
	Competencies []Competency   `yaml:"competencies" json:"competencies"`
	Questions    []OpenQuestion `yaml:"questions" json:"questions"`
}

// Wording is a sentence in two forms: about the leader, and about oneself.
// {{.FirstName}} stands for the leader's first name.
type Wording struct {
	Others string `yaml:"others" json:"others"`
	Self   string `yaml:"self" json:"self"`
}

// ScalePoint is one answer of the scale.
type ScalePoint struct {
	Value int    `yaml:"value" json:"value"`
	Label string `yaml:"label" json:"label"`
}

// NotObserved is the answer beside the scale.
type NotObserved struct {
	Label string `yaml:"label" json:"label"`
	Hint  string `yaml:"hint" json:"hint"`
}

// Competency is one of the shifts: four items between two strengths.
type Competency struct {
	ID             string   `yaml:"id" json:"id"`
	Name           string   `yaml:"name" json:"name"`
	Shift          string   `yaml:"shift" json:"shift"`
	ExpertStrength string   `yaml:"expert_strength" json:"expert_strength"`
	LeaderStrength string   `yaml:"leader_strength" json:"leader_strength"`
	Items          []Item   `yaml:"items" json:"items"`
	Actions        []string `yaml:"actions" json:"actions"`
}

// Item is one observable behaviour to rate.
type Item struct {
	ID     string `yaml:"id" json:"id"`
	Others string `yaml:"others" json:"others"`
	Self   string `yaml:"self" json:"self"`
}

// OpenQuestion asks for a comment.
type OpenQuestion struct {
	ID     string `yaml:"id" json:"id"`
	Others string `yaml:"others" json:"others"`
	Self   string `yaml:"self" json:"self"`
}

// Items is how many questions are answered by a rating.
func (q Questionnaire) Items() (n int) {
	for _, c := range q.Competencies {
		n += len(c.Items)
	}
	return n
}
