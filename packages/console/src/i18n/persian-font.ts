import "./persian-font.css";
