"""Client reports: the form under `/intake/form/`, and `POST /intake` for programs."""
