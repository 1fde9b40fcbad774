package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// smallDisk names a folder on a disk of at most 64 MB, for whoever may not mount one.
const smallDisk = "SEVENFOLD_TEST_SMALL_DISK"

// disk is a small one that can be filled.
type disk struct {
	*testing.T
	dir string
}

// newDisk mounts a small disk.
func newDisk(t *testing.T) disk {
	t.Helper()
	if given := os.Getenv(smallDisk); given != "" {
		dir, err := os.MkdirTemp(given, "sevenfold-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		return disk{t, dir}
	}
	dir := t.TempDir()
	if said, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Fatalf("this test fills a small disk, and none can be mounted here (%v: %s). Run it as root, or let %s name a folder on a disk of at most 64 MB that holds nothing else.\n"+
			"  Linux:  sudo mount -t tmpfs -o size=24m,mode=1777 tmpfs /mnt\n"+
			"  macOS:  diskutil erasevolume HFS+ small $(hdiutil attach -nomount ram://49152)   (then it is /Volumes/small)", err, said, smallDisk)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, detached); err != nil {
			t.Error(err)
		}
	})
	return disk{t, dir}
}

// fill leaves no room, to the last byte.
func (d disk) fill() {
	d.Helper()
	file, err := os.OpenFile(filepath.Join(d.dir, "filler"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		d.Fatal(err)
	}
	defer file.Close()
	for size := 1 << 20; size > 0; {
		if _, err := file.Write(make([]byte, size)); err == nil {
			continue
		} else if !errors.Is(err, syscall.ENOSPC) {
			d.Fatal(err)
		}
		size /= 2
	}
}

// free makes room again.
func (d disk) free() {
	d.Helper()
	if err := os.Remove(filepath.Join(d.dir, "filler")); err != nil {
		d.Fatal(err)
	}
}

// asks is somebody who sends answers, and what was told.
type asks struct{ link, told string }

// TestFaultDiskFull fills the disk of an SQLite database while people answer. They
// are told kindly and keep what they typed, a launch is refused whole, pages are
// still shown; and when there is room again everything goes on.
func TestFaultDiskFull(t *testing.T) {
	leaders := 10
	if storetest.FullFaults() {
		leaders = 40
	}
	d := newDisk(t)
	w := storetest.World{URL: "sqlite:" + filepath.Join(d.dir, "data", "sevenfold.db"), KeyDir: t.TempDir(), Secret: models.Secret(rand.Text() + rand.Text())}
	s := newStruck(t, w, leaders)
	s.start()
	open, senders := s.launched()
	s.round++
	s.makeDraft()
	s.must(s.importList())

	third := len(senders) / 3
	row := w.Fault("disk of the database full while people answer", "tries to send answers")
	refused := s.sendAll(senders[:third], &row)
	d.fill()
	refused = append(refused, s.sendAll(senders[third:], &row)...)
	if len(refused) == 0 {
		t.Fatal("the disk was full and every answer was taken: this proves nothing")
	}
	if answer, err := http.Get(refused[0].link); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("while the disk is full the survey is not shown: %v", err)
	}
	if err := s.post("/launch")(); err == nil || !strings.Contains(err.Error(), "503") || s.state() != "draft" || s.number(countLinks) != 0 {
		t.Errorf("while the disk is full a launch ends with %v, and the cycle is %s", err, s.state())
	}
	for _, r := range refused {
		if !strings.Contains(r.told, "could not be kept yet") || !strings.Contains(r.told, "no room left") || !strings.Contains(r.told, "I know what to expect.") {
			t.Fatalf("somebody was told only:\n%s", r.told)
		}
	}
	d.free()
	row.Note = fmt.Sprintf("%d people were told to try again and did; a launch was refused whole and worked afterwards", len(refused))
	if left := s.sendAll(refused, &row); len(left) > 0 {
		t.Errorf("there is room again, and %d are refused: %s", len(left), left[0].told)
	}
	s.must(s.post("/launch")())
	s.cycle = open
	said := row.Sent - row.Refused
	row.There = s.number("SELECT count(*) FROM ballots b JOIN leaders l ON l.id = b.leader_id WHERE l.cycle_id = %s")
	row.Lost, row.Doubled = max(0, said-row.There), max(0, row.There-len(senders))
	row.Report(t)
	if answered := s.number(countInvited + " AND i.state = 'answered'"); answered != row.There || said != len(senders) {
		t.Errorf("%d of %d answered, %d were told so, %d ballots", answered, len(senders), said, row.There)
	}
	s.must(s.post("/close")())
	s.must(s.visitor.awaitState(t.Context(), open, models.Closed))
	s.countClose(&storetest.Fault{})
	s.stop()
}

// launched launches a cycle and returns it, and whoever was asked.
func (s *struck) launched() (cycle string, all []asks) {
	s.Helper()
	s.makeDraft()
	s.must(s.importList())
	s.must(s.post("/launch")())
	s.must(s.mailbox.Wait(s.Context(), s.asked()))
	for _, m := range s.mailbox.Messages() {
		link := linkIn.FindStringSubmatch(m.Text)[1]
		list, err := s.visitor.open(s.Context(), link)
		s.must(err)
		all = append(all, asks{link: link + "/" + list.Leaders[0].ID})
	}
	return s.cycle, all
}

// sendAll sends everybody's answers, eight at once, and returns who was refused.
func (s *struck) sendAll(all []asks, row *storetest.Fault) (refused []asks) {
	s.Helper()
	var mutex sync.Mutex
	var done sync.WaitGroup
	queue := make(chan asks, len(all))
	for _, one := range all {
		queue <- one
	}
	close(queue)
	for range senders {
		done.Go(func() {
			for one := range queue {
				answer, err := s.visitor.client.PostForm(one.link, form(allFours("I know what to expect.")))
				if err != nil {
					s.Error(err)
					return
				}
				told, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				mutex.Lock()
				row.Sent++
				if answer.StatusCode != http.StatusSeeOther {
					row.Refused++
					one.told = string(told)
					refused = append(refused, one)
				}
				if err != nil || answer.StatusCode != http.StatusSeeOther && (answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "") {
					s.Errorf("%v, %s, Retry-After %q", err, answer.Status, answer.Header.Get("Retry-After"))
				}
				mutex.Unlock()
			}
		})
	}
	done.Wait()
	return refused
}

// TestFaultKeyDirectoryFull launches while no key can be kept: nothing is
// launched, and the service says that it is not ready. It is once there is room.
func TestFaultKeyDirectoryFull(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		d := newDisk(t)
		w.KeyDir = filepath.Join(d.dir, "keys")
		s := newStruck(t, w, 2)
		s.start()
		s.makeDraft()
		s.must(s.importList())
		d.fill()
		if err := s.post("/launch")(); err == nil || !strings.Contains(err.Error(), "nothing was launched") {
			t.Errorf("the launch ended with %v", err)
		}
		if half := s.halfLaunch(); half != "" || s.state() != "draft" || s.keyFiles() != 0 {
			t.Errorf("%s: %s, %d keys", s.state(), half, s.keyFiles())
		}
		if ready := s.ready(); ready != http.StatusServiceUnavailable {
			t.Errorf("the service says %d", ready)
		}
		d.free()
		s.must(s.post("/launch")())
		if ready := s.ready(); ready != http.StatusOK || s.keyFiles() != 1 {
			t.Errorf("afterwards the service says %d, with %d keys", ready, s.keyFiles())
		}
		row := w.Fault("key directory full", "launches")
		row.Sent, row.There, row.Refused = 2, 1, 1
		row.Note = "refused whole, and not ready meanwhile"
		row.Report(t)
		s.stop()
	})
}

func (s *struck) ready() int {
	s.Helper()
	answer, err := http.Get(s.base + "/readyz")
	s.must(err)
	answer.Body.Close()
	return answer.StatusCode
}
