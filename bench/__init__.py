"""Speed and memory as ratios measured in one run: `script/bench [NAME …]`. Nothing in the suite asserts a time."""
