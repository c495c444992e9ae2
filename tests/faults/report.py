"""The table of faults and how each came out."""
import textwrap


class Table:
    def __init__(self):
        self.rows = self.bad = self.lost = self.doubled = self.hung = 0
        print(f"{'fault':46} {'outcome':12} {'log':4}{'sum':4}{'s':>6}"
              f"{'lost':>5}{'dbl':>4}  reason")

    def add(self, name, outcome, reason="", in_log=True, in_summary=True,
            seconds=0.0, lost=0, doubled=0, wrong=()):
        """`wrong` says what is not as due, besides what the columns say."""
        wrong = list(wrong)
        if not in_log:
            wrong.append("the log does not say why")
        if not in_summary:
            wrong.append("the summary does not say why")
        if lost or doubled:
            wrong.append("something was lost or doubled")
        self.rows += 1
        self.bad += bool(wrong)
        self.lost += lost
        self.doubled += doubled
        self.hung += outcome == "HANGS"
        print(f"{name[:46]:46} {outcome:12} {'yes' if in_log else 'NO':4}"
              f"{'yes' if in_summary else 'NO':4}{seconds:6.1f}{lost:5}"
              f"{doubled:4}  {textwrap.shorten(reason, 70)}", flush=True)
        for line in wrong:
            print(f"    NOT AS DUE: {line}", flush=True)

    def end(self, seconds):
        print(f"{self.rows} faults in {seconds:.0f} s: {self.rows - self.bad}"
              f" as due, {self.bad} not; lost {self.lost}, doubled "
              f"{self.doubled}, hangs {self.hung}")
        return self.bad == 0 and self.rows > 0
