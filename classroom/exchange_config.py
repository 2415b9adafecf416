"""nbgrader's settings on a student's server: /etc/jupyter/nbgrader_config.py."""

c = get_config()  # noqa: F821  (nbgrader gives it)

c.CourseDirectory.course_id = "autoencoders"
c.Exchange.root = "/srv/nbgrader/exchange"
