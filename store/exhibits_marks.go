package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sevenfold/sevenfold/migrations"
)

// TransactionMark is the mark of the transaction that wrote a row. Only
// PostgreSQL keeps it.
const TransactionMark = "transaction"

// The queries name every order that a database keeps of its rows, whether SQL
// asked for it or not. Numbers are padded, because marks sort as text.

var raterMarks = map[migrations.Dialect]string{
	migrations.Postgres: `SELECT i.leader_id, i.id::text AS row_id, p.email, p.name, i.relationship,
			i.id::text AS "id", ` + pgNumber("i.xmin::text") + ` AS "transaction", ` + pgPlace("i") + ` AS "place",
			i.person_id::text AS "person", p.email AS "address", p.name AS "full name", k.id::text AS "link", ` + pgPlace("k") + ` AS "link's place",
			encode(k.token_hash, 'hex') AS "token", t.id::text AS "letter", ` + pgPlace("t") + ` AS "letter's place",
			` + pgNumber("t.xmin::text") + ` AS "letter sent"
		FROM invitations i JOIN leaders l ON l.id = i.leader_id LEFT JOIN people p ON p.id = i.person_id
		LEFT JOIN links k ON k.cycle_id = l.cycle_id AND k.person_id = i.person_id
		LEFT JOIN letters t ON t.cycle_id = l.cycle_id AND t.person_id = i.person_id AND t.kind = 'invitation' AND t.round = 1
		WHERE l.cycle_id = ? AND i.state = 'answered'`,
	migrations.SQLite: `SELECT i.leader_id, i.id AS row_id, p.email, p.name, i.relationship,
			i.id AS "id", printf('%020d', i.rowid) AS "place", i.person_id AS "person", p.email AS "address", p.name AS "full name",
			k.id AS "link", printf('%020d', k.rowid) AS "link's place", hex(k.token_hash) AS "token",
			t.id AS "letter", printf('%020d', t.rowid) AS "letter's place", CAST(t.due_at AS text) AS "letter sent"
		FROM invitations i JOIN leaders l ON l.id = i.leader_id LEFT JOIN people p ON p.id = i.person_id
		LEFT JOIN links k ON k.cycle_id = l.cycle_id AND k.person_id = i.person_id
		LEFT JOIN letters t ON t.cycle_id = l.cycle_id AND t.person_id = i.person_id AND t.kind = 'invitation' AND t.round = 1
		WHERE l.cycle_id = ? AND i.state = 'answered'`,
}

var boxMarks = map[migrations.Dialect]string{
	migrations.Postgres: `SELECT b.id::text AS row_id, b.id::text AS "id", ` + pgNumber("b.xmin::text") + ` AS "transaction",
			` + pgNumber("b.cmin::text") + ` AS "statement", ` + pgPlace("b") + ` AS "place", ` + pgNumber("octet_length(b.box)::text") + ` AS "length"
		FROM ballots b JOIN leaders l ON l.id = b.leader_id WHERE l.cycle_id = ?`,
	migrations.SQLite: `SELECT b.id AS row_id, b.id AS "id", printf('%020d', length(b.box)) AS "length"
		FROM ballots b JOIN leaders l ON l.id = b.leader_id WHERE l.cycle_id = ?`,
}

var remarkMarks = map[migrations.Dialect]string{
	migrations.Postgres: `SELECT r.leader_id, r.id::text AS row_id, r.question, r.source, r.body, r.id::text AS "id",
			` + pgNumber("r.xmin::text") + ` AS "transaction", ` + pgNumber("r.cmin::text") + ` AS "statement", ` + pgPlace("r") + ` AS "place"
		FROM remarks r JOIN leaders l ON l.id = r.leader_id WHERE l.cycle_id = ?`,
	migrations.SQLite: `SELECT r.leader_id, r.id AS row_id, r.question, r.source, r.body, r.id AS "id"
		FROM remarks r JOIN leaders l ON l.id = r.leader_id WHERE l.cycle_id = ?`,
}

func pgNumber(text string) string { return "lpad(" + text + ", 20, '0')" }

// pgPlace is a row's block and its slot in the block.
func pgPlace(table string) string {
	part := func(n int) string { return fmt.Sprintf("((%s.ctid::text::point)[%d])::bigint::text", table, n) }
	return pgNumber(part(0)) + " || " + pgNumber(part(1))
}

// hiddenPlaces adds where the boxes themselves lie, which is outside the row in
// both databases because they are long.
func (tx *tx) hiddenPlaces(of map[string]map[string]string) error {
	if len(of) == 0 {
		return nil
	}
	if tx.dialect == migrations.SQLite {
		return tx.overflowPages(of)
	}
	return tx.chunkNumbers(of)
}

// chunkNumbers adds the numbers of the chunks that hold the boxes, if this user
// of the database may read the table behind the table. A chunk is recognised by
// its bytes: PostgreSQL cuts at 1996 (TOAST_MAX_CHUNK_SIZE).
func (tx *tx) chunkNumbers(of map[string]map[string]string) error {
	var table string
	err := tx.Raw(`SELECT COALESCE((SELECT c.reltoastrelid::regclass::text FROM pg_class c
		WHERE c.oid = 'ballots'::regclass AND has_schema_privilege('pg_toast', 'USAGE')
		AND has_table_privilege(c.reltoastrelid, 'SELECT')), '')`).Scan(&table).Error
	if err != nil || table == "" {
		return err
	}
	rows, err := tx.traces(`SELECT b.id::text AS row_id, `+pgNumber("t.chunk_id::text")+` AS "box's place"
		FROM `+table+` t JOIN ballots b ON t.chunk_data = substring(b.box FROM 1 FOR 1996) WHERE t.chunk_seq = 0`, []string{"row_id"})
	for _, r := range rows {
		if marks, ours := of[r.columns["row_id"]]; ours {
			marks["box's place"] = r.marks["box's place"]
		}
	}
	return err
}

// overflowPages adds the number of the first page that holds what did not fit
// into the row. dbstat tells a page's path through the tree, and the tree is
// sorted by leader and id, or by the row's number if somebody gave the table one.
func (tx *tx) overflowPages(of map[string]map[string]string) error {
	rowless := false
	if err := tx.Raw("SELECT wr FROM pragma_table_list('ballots')").Scan(&rowless).Error; err != nil {
		return err
	}
	query := `SELECT id AS row_id FROM ballots ORDER BY leader_id, id`
	if !rowless {
		query = `SELECT id AS row_id, printf('%020d', rowid) AS "row number" FROM ballots ORDER BY rowid`
	}
	rows, err := tx.traces(query, []string{"row_id"})
	if err != nil {
		return err
	}
	pages, err := tx.boxPages()
	for i, r := range rows {
		marks, ours := of[r.columns["row_id"]]
		if !ours {
			continue
		}
		maps.Copy(marks, r.marks)
		if len(pages) == len(rows) { // else some box lies within its row
			marks["box's place"] = fmt.Sprintf("%020d", pages[i])
		}
	}
	return err
}

// boxPages lists the pages where boxes go on, in the order of the table's tree.
func (tx *tx) boxPages() ([]int64, error) {
	var found []struct {
		Path   string
		Pageno int64
	}
	err := tx.Raw(`SELECT path, pageno FROM dbstat WHERE name = 'ballots' AND pagetype = 'overflow' AND path LIKE '%+000000'`).Scan(&found).Error
	type placed struct {
		path []int64
		page int64
	}
	sorted := make([]placed, len(found))
	for i, p := range found {
		sorted[i] = placed{treePath(p.Path), p.Pageno}
	}
	slices.SortFunc(sorted, func(a, b placed) int { return slices.Compare(a.path, b.path) })
	pages := make([]int64, len(sorted))
	for i, p := range sorted {
		pages[i] = p.page
	}
	return pages, err
}

// treePath turns "/01c/003+000000", the third cell of child 1c, into numbers
// that sort as the rows do: child n of a page stands before its cell n.
func treePath(path string) []int64 {
	var steps []int64
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		number, _, cell := strings.Cut(part, "+")
		n, _ := strconv.ParseInt(number, 16, 64) // dbstat writes hexadecimal
		steps = append(steps, 2*n)
		if cell {
			steps[len(steps)-1]++
		}
	}
	return steps
}
